"""Addresses of surrogate companies: their pages, people, teams and requests."""

from django.urls import path

from usergroups.views import companies

app_name = "companies"

urlpatterns = [
    path("", companies.mine, name="mine"),
    path("<int:company_key>/", companies.company, name="company"),
    path("<int:company_key>/links/", companies.links, name="links"),
    path("<int:company_key>/requests/", companies.requests, name="requests"),
    path("<int:company_key>/correct/", companies.correct, name="correct"),
]
