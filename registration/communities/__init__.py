"""Communities: people who give CMS a like service and need like applications (SE0753). Each is declared in one file here."""

from registration.communities.declarations import CommunityDeclaration, PaperKind, all_communities, community
from registration.communities.fi_carrier_mac import FI_CARRIER_MAC
from registration.communities.provider_supplier import PROVIDER_SUPPLIER

__all__ = ["FI_CARRIER_MAC", "PROVIDER_SUPPLIER", "CommunityDeclaration", "PaperKind", "all_communities", "community"]
