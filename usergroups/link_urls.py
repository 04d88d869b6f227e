"""Addresses of links between companies and providers."""

from django.urls import URLPattern

app_name = "links"

urlpatterns: list[URLPattern] = []
