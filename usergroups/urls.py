"""Addresses of user groups."""

from django.urls import path

from usergroups.views import wizard

app_name = "usergroups"

urlpatterns = [
    path("<int:request_id>/new-group/", wizard.new_group_page, name="new_group"),
    path("<int:request_id>/group/", wizard.group_page, name="group"),
]
