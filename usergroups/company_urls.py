"""Addresses of surrogate companies: their pages, people, teams and requests."""

from django.urls import path

from usergroups.views import companies, company_people, teams

app_name = "companies"

urlpatterns = [
    path("", companies.mine, name="mine"),
    path("<int:company_key>/", companies.company, name="company"),
    path("<int:company_key>/links/", companies.links, name="links"),
    path("<int:company_key>/requests/", companies.requests, name="requests"),
    path("<int:company_key>/correct/", companies.correct, name="correct"),
    # People and teams
    path("<int:company_key>/people/", company_people.people, name="people"),
    path("<int:company_key>/people/<int:person_key>/", company_people.person_page, name="person"),
    path("<int:company_key>/people/<int:person_key>/end/", company_people.end_person, name="end_person"),
    path("<int:company_key>/new-team/", teams.new_team, name="new_team"),
    path("teams/<int:team_key>/", teams.team, name="team"),
    path("teams/<int:team_key>/rename/", teams.rename, name="rename_team"),
    path("teams/<int:team_key>/close/", teams.close, name="close_team"),
    path("teams/<int:team_key>/pick/", teams.pick, name="pick"),
]
