"""Addresses of the pages about organizations and groups."""

from django.urls import path

from iacs_portal.site.organizations import own, views

app_name = "organizations"

urlpatterns = [
    path("organizations/", own.places, name="places"),
    path("organizations/<int:scope>/", views.organization, name="organization"),
    path("organizations/<int:scope>/work-here/", own.work_here, name="work_here"),
    path("organizations/<int:scope>/people/", views.people, name="people"),
    path("organizations/<int:scope>/people.csv", views.people_csv, name="people_csv"),
    path("organizations/<int:scope>/people/<int:user_id>/", views.person, name="person"),
    path("groups/<int:scope>/", views.group, name="group"),
    path("roles/", own.roles, name="roles"),
]
