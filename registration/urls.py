"""Addresses of registration."""

from django.urls import include, path

from registration.views import (
    contact,
    desk_agent,
    facilities,
    further_facilities,
    organization,
    organization_change,
    papers,
    person,
    place,
    practitioner,
    review,
    start,
    succession,
)

app_name = "registration"

_register = [
    path("", start.start, name="start"),
    path("not-yet/<slug:community>/<slug:why>/", start.stop, name="stop"),
    path("who/", start.who, name="who"),
    path("terms/", start.terms, name="terms"),
    path("desk/<slug:community>/", desk_agent.ask_desk, name="ask_desk"),
    path("<int:request_id>/", start.go_on, name="continue"),
    path("<int:request_id>/person/", person.person_page, name="person"),
    path("<int:request_id>/number/", organization.number_page, name="number"),
    path("<int:request_id>/organization/", organization.organization_page, name="organization"),
    path("<int:request_id>/individual/", practitioner.individual, name="individual"),
    path("<int:request_id>/your-npi/", practitioner.practitioner_npi_page, name="practitioner_npi"),
    path("<int:request_id>/practice/", practitioner.practice_page, name="practice"),
    path("<int:request_id>/find/", place.find_page, name="find"),
    path("<int:request_id>/reason/", place.reason_page, name="reason"),
    path("<int:request_id>/word/", succession.word_page, name="word"),
    path("<int:request_id>/papers/", papers.papers_page, name="papers"),
    path("<int:request_id>/review/", review.review_page, name="review"),
    path("sent/<str:tracking_number>/", review.sent, name="sent"),
    path("sent/<str:tracking_number>/cover-sheet/", papers.cover_sheet, name="cover_sheet"),
    path("again/<str:tracking_number>/", start.again, name="again"),
    path("papers/<int:paper_id>/", papers.paper, name="paper"),
    path("facilities/<int:confirmation_id>/", facilities.facility, name="facility"),
    path("facilities/<int:confirmation_id>/confirm/", facilities.confirm, name="confirm_facility"),
    path("facilities/<int:confirmation_id>/decline/", facilities.decline, name="decline_facility"),
]

urlpatterns = [
    path("register/", include(_register)),
    path("organizations/<int:provider_id>/contact/", contact.contact, name="contact"),
    path("organizations/<int:scope_key>/names/", organization_change.change_names, name="change_names"),
    path("organizations/<int:scope_key>/facilities/", further_facilities.facilities, name="facilities"),
]
