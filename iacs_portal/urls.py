"""The root of all addresses."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.account.urls")),
]
