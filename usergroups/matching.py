"""Whom the lines of a list name, and whether each can be asked now: some hundred lines at a time, by the same few statements."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from approvals.models import Request
from approvals.presentation import day_with_year
from approvals.states import UNDECIDED
from iacs_portal.core import clock
from iacs_portal.core.batches import in_batches
from iacs_portal.core.errors import Sentence
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import holder_rows, permission_key
from registration.models import MedicareNumber, NumberKind, ProviderRecord
from registration.provider_file.queries import provider_records
from registration.providers import provider_of, provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups import links
from usergroups.commands.links import KIND
from usergroups.models import Company, LineState, ProviderListLine, SurrogateRule
from usergroups.provider_lists import Line

NAME_LENGTH = 200


def matched(lines: Iterable[Line], company: Company) -> list[ProviderListLine]:
    """Each line as it stands for `company` now, unsaved. Six statements for each 500 lines."""
    seen: dict[str | int, int] = {}
    rows: list[ProviderListLine] = []
    for some in in_batches(lines):
        rows += _matched(some, company, seen)
    return rows


def _matched(lines: Sequence[Line], company: Company, seen: dict[str | int, int]) -> list[ProviderListLine]:
    npis = {line.npi for line in lines if line.npi}
    holders = _holders(npis, company)
    states = _states({scope.pk for scope in holders.values()}, company)
    records = provider_records(npis - holders.keys())
    rows = []
    for line in lines:
        row = ProviderListLine(number=line.number, text=line.text, npi=line.npi, note=str(line.note))
        holder = holders.get(line.npi)
        earlier = seen.get(holder.pk if holder is not None else line.npi)
        _say(row, line, holder, states, records.get(line.npi), earlier=earlier)
        if line.npi and earlier is None:
            seen[holder.pk if holder is not None else line.npi] = line.number
        rows.append(row)
    return rows


def _say(
    row: ProviderListLine,
    line: Line,
    holder: Scope | None,
    states: dict[int, tuple[LineState, Sentence]],
    record: ProviderRecord | None,
    *,
    earlier: int | None,
) -> None:
    """State, name, provider and further note of one line; `earlier` is the line in which the same provider stands already."""
    note: Sentence = ""
    if holder is not None:
        row.name = str(provider_of(holder))[:NAME_LENGTH]
    elif record is not None:
        row.name = record.shown_name[:NAME_LENGTH]
    if not line.npi:
        row.state = LineState.NOT_NPI
    elif earlier is not None:
        row.state, note = LineState.REPEATED, _("Line %(line)d names it already.") % {"line": earlier}
    elif holder is not None:
        row.provider = holder
        row.state, note = states.get(holder.pk, (LineState.READY, ""))
    elif record is not None and record.is_active:
        row.state = LineState.NOT_REGISTERED
    else:
        row.state = LineState.UNKNOWN
        note = _not_in_use(record)
    row.note = " ".join(str(each) for each in (row.note, note) if each)


def _not_in_use(record: ProviderRecord | None) -> Sentence:
    if record is None or record.deactivated_on is None:
        return _("It is not in the provider file. Check the digits.")
    return _("It was switched off on %(day)s.") % {"day": day_with_year(record.deactivated_on)}


def _holders(npis: set[str], company: Company) -> dict[str, Scope]:
    """The open providers of the company's community by NPI. One statement."""
    numbers = MedicareNumber.objects.filter(
        value__in=npis, kind=NumberKind.NPI, is_live=True, community=company.scope.community_id
    ).filter(
        Q(scope__organization_row__isnull=False, scope__organization_row__closed_at=None)
        | Q(scope__practitioner_row__isnull=False, scope__practitioner_row__closed_at=None)
    )
    rows = numbers.select_related("scope", *provider_rows("scope")).order_by("value")
    return {row.value: row.scope for row in rows}


def _states(providers: set[int], company: Company) -> dict[int, tuple[LineState, Sentence]]:
    """Of these providers those that cannot be asked, each with its state and a sentence. Four statements."""
    states: dict[int, tuple[LineState, Sentence]] = {}
    for key in providers - _held(providers):
        states[key] = (LineState.NO_OFFICIAL, _("Nobody decides for it now, so nobody could answer."))
    never = SurrogateRule.objects.filter(provider__in=providers, never=True)
    states |= {
        key: (LineState.NEVER, _("That is its standing rule.")) for key in never.values_list("provider", flat=True)
    }
    for key, number in _asked(providers, company):
        states[key] = (LineState.ASKED, _("Request %(number)s waits for its answer.") % {"number": number})
    live = links.live_links().filter(provider__in=providers, company=company.pk)
    for key, until in live.values_list("provider", "until"):
        day = day_with_year(clock.business_date(until)) if until else ""
        states[key] = (LineState.LINKED, _("You work for it until %(day)s.") % {"day": day})
    return states


def _held(providers: set[int]) -> set[int]:
    """Those for which somebody decides now."""
    deciders = holder_rows().filter(permission=permission_key(DECIDE_FOR_ORGANIZATION), content_object=OuterRef("pk"))
    return set(Scope.objects.filter(Exists(deciders), pk__in=providers).values_list("pk", flat=True))


def _asked(providers: set[int], company: Company) -> list[tuple[int, str]]:
    """Those that the company has asked and that have not answered, each with the tracking number.

    By the subject that an undecided request has to itself.
    """
    subjects = {f"{company.pk}:{key}": key for key in providers}
    waiting = Request.objects.filter(kind=KIND, exclusive=True, subject__in=subjects, status__in=UNDECIDED)
    return [(subjects[subject], number or "") for subject, number in waiting.values_list("subject", "tracking_number")]
