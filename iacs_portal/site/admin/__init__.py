"""The help desk's lists, one module for each model."""

from iacs_portal.site.admin import (
    community,
    entry,
    facility_confirmation,
    group_request,
    medicare_number,
    message,
    organization,
    organization_registration,
    paper_seen,
    provider_record,
    request,
    role_assignment,
    role_request,
    step,
    user,
    user_group,
)

__all__ = [
    "community",
    "entry",
    "facility_confirmation",
    "group_request",
    "medicare_number",
    "message",
    "organization",
    "organization_registration",
    "paper_seen",
    "provider_record",
    "request",
    "role_assignment",
    "role_request",
    "step",
    "user",
    "user_group",
]
