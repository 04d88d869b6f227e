"""The organization one works in: chosen by the person, kept in the session, drawn in the header."""

from django.db.models import Case, Value, When
from django.http import HttpRequest

from iacs_portal.accounts.models import User
from iacs_portal.site.organizations.queries import places_of

PLACE = "works_in"


def present_place(http: HttpRequest, person: User) -> tuple[str, bool]:
    """The name of the organization that `person` works in, and whether she can change to another. One query.

    What the session names, as long as she holds a role there; else the first by name. Empty without any.
    """
    chosen = http.session.get(PLACE)
    is_chosen = Case(When(pk=chosen, then=Value(0)), default=Value(1))
    names = list(
        places_of(person)
        .order_by(is_chosen, "legal_business_name", "pk")
        .values_list("legal_business_name", flat=True)[:2]
    )
    return (names[0] if names else ""), len(names) > 1
