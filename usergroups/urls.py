"""Addresses of user groups and of invitations."""

from django.urls import path

from usergroups.views import accepting, company_wizard, invitations, surrogate_wizard, wizard

app_name = "usergroups"

urlpatterns = [
    path("register/<int:request_id>/new-group/", wizard.new_group_page, name="new_group"),
    path("register/<int:request_id>/group/", wizard.group_page, name="group"),
    path("register/<int:request_id>/company/", surrogate_wizard.company_page, name="wizard_company"),
    path("register/<int:request_id>/until/", surrogate_wizard.link_page, name="wizard_link"),
    path("register/<int:request_id>/find-company/", company_wizard.find_company_page, name="find_company"),
    path("register/<int:request_id>/team/", company_wizard.team_page, name="choose_team"),
    path("invitations/<int:scope_key>/", invitations.invitations, name="invitations"),
    path("invitations/<int:scope_key>/successor/", invitations.successor, name="successor"),
    path("invitations/<int:scope_key>/<int:invitation_id>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("invitations/<int:scope_key>/<int:invitation_id>/renew/", invitations.renew, name="renew_invitation"),
    # What follows "key/" never stands in a log (iacs_portal/core/logs.py).
    path("invitations/key/<str:token>/", accepting.invitation, name="invitation"),
]
