"""Addresses at which a group that exists is changed."""

from django.urls import path

from usergroups.views import groups

app_name = "group_changes"

urlpatterns = [
    path("<int:group_id>/rename/", groups.rename, name="rename"),
    path("<int:group_id>/close/", groups.close, name="close"),
]
