"""Addresses of surrogate companies: their pages, people, teams and requests."""

from django.urls import URLPattern

app_name = "companies"

urlpatterns: list[URLPattern] = []
