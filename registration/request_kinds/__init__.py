"""The kinds of request that this app declares; imported by the engine's autodiscovery."""

from registration.request_kinds.backup_official import BACKUP_OFFICIAL
from registration.request_kinds.desk_agent import DESK_AGENT
from registration.request_kinds.organization import ORGANIZATION_REGISTRATION
from registration.request_kinds.organization_change import ORGANIZATION_CHANGE
from registration.request_kinds.succession import SUCCESSION

__all__ = ["BACKUP_OFFICIAL", "DESK_AGENT", "ORGANIZATION_CHANGE", "ORGANIZATION_REGISTRATION", "SUCCESSION"]
