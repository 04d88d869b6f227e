"""Addresses of lists of providers that a company asks."""

from django.urls import path

from usergroups.views import asking, provider_lists

app_name = "provider_lists"

urlpatterns = [
    path("new/<int:company_key>/", asking.new, name="new"),
    path("of/<int:company_key>/", provider_lists.of_company, name="of_company"),
    path("<int:list_id>/", provider_lists.provider_list, name="list"),
    path("<int:list_id>/send/", provider_lists.send, name="send"),
    path("<int:list_id>/answers.csv", provider_lists.answers_csv, name="csv"),
    path("<int:list_id>/letters/<int:number>/", provider_lists.letter, name="letter"),
]
