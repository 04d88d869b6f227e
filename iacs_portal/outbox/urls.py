"""The mail page of development."""

from django.urls import path

from iacs_portal.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("<int:pk>/", views.mail, name="mail"),
    path("<int:pk>/html/", views.html_part, name="html_part"),
]
