"""The root of all addresses."""

from django.urls import include, path

from iacs_portal.site.admin_site import site as desk
from iacs_portal.site.health import healthz, readyz
from iacs_portal.site.views import home
from registration.views.account import account_person

handler400 = "iacs_portal.site.views.errors.bad_request"
handler500 = "iacs_portal.site.views.errors.server_error"

urlpatterns = [
    path("", home.index, name="home"),
    path("", include("approvals.urls")),
    path("", include("registration.urls")),
    path("", include("usergroups.urls")),
    path("roles/", include("usergroups.role_urls")),
    path("groups/", include("usergroups.group_urls")),
    path("companies/", include("usergroups.company_urls")),
    path("links/", include("usergroups.link_urls")),
    path("lists/", include("usergroups.list_urls")),
    path("", include("iacs_portal.site.organizations.urls")),
    path("desk/", desk.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("account/person/", account_person, name="account_person"),
    path("account/", include("iacs_portal.accounts.urls")),
    path("dev/mail/", include("iacs_portal.outbox.urls")),
]
