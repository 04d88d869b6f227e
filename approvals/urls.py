"""Addresses of the engine's pages and verbs. Decisions are POST to an address that names the step."""

from django.urls import path

from approvals import views

app_name = "approvals"

urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/<str:tracking_number>/", views.request_page, name="request"),
    path("requests/<str:tracking_number>/withdraw/", views.withdraw, name="withdraw"),
    path("requests/<str:tracking_number>/note/", views.note, name="note"),
    path("drafts/<int:request_id>/discard/", views.discard, name="discard"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/approve/", views.approve_several, name="approve_several"),
    path("steps/<int:step_id>/", views.decide, name="decide"),
    path("steps/<int:step_id>/decision/", views.decision, name="decision"),
]
