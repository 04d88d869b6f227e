"""Tables of registration."""

from registration.identifiers.kinds import NumberKind
from registration.models.community import Community
from registration.models.facility_batch import FacilityBatch
from registration.models.facility_confirmation import FacilityAnswer, FacilityConfirmation
from registration.models.organization import MedicareNumber, Organization, OrganizationFacts
from registration.models.organization_change import OrganizationChange
from registration.models.organization_registration import (
    OrganizationRegistration,
    Paper,
    PaperArrival,
    PaperSeen,
)
from registration.models.practitioner import Practitioner, PractitionerRegistration
from registration.models.succession_proof import SuccessionProof
from registration.provider_file.models import ProviderRecord

__all__ = [
    "Community",
    "FacilityAnswer",
    "FacilityBatch",
    "FacilityConfirmation",
    "MedicareNumber",
    "NumberKind",
    "Organization",
    "OrganizationChange",
    "OrganizationFacts",
    "OrganizationRegistration",
    "Paper",
    "PaperArrival",
    "PaperSeen",
    "Practitioner",
    "PractitionerRegistration",
    "ProviderRecord",
    "SuccessionProof",
]
