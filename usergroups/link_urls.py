"""Addresses of links between companies and providers."""

from django.urls import path

from usergroups.views import links, provider_links

app_name = "links"

urlpatterns = [
    path("<int:link_key>/", links.link, name="link"),
    path("<int:link_key>/end/", links.end, name="end"),
    path("<int:link_key>/renew/", links.renew, name="renew"),
    path("<int:link_key>/team/", links.change_team, name="change_team"),
    path("<int:link_key>/people/<int:person_key>/keep-out/", links.keep_person_out, name="keep_out"),
    path("kept-out/<int:exclusion_id>/let-in/", links.let_person_in, name="let_in"),
    path("of/<int:provider_key>/", provider_links.of_provider, name="of_provider"),
]
