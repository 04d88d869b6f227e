"""Addresses of roles that people hold."""

from django.urls import path

from usergroups.views import leaving

app_name = "roles"

urlpatterns = [
    path("<int:assignment_id>/end/", leaving.end_role, name="end"),
]
