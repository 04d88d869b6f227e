"""Addresses of lists of providers that a company asks."""

from django.urls import URLPattern

app_name = "provider_lists"

urlpatterns: list[URLPattern] = []
