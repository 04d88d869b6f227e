"""The root of all addresses."""

from django.urls import include, path

from iacs_portal.site.health import healthz, readyz

urlpatterns = [
    path("", include("approvals.urls")),
    # path("register/", include("registration.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("account/", include("iacs_portal.accounts.urls")),
    path("dev/mail/", include("iacs_portal.outbox.urls")),
]
