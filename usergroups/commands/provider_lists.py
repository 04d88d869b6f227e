"""Lists of providers: kept as matched, sent by one press, and then asked for line by line by whatever worker comes."""

import datetime
import hashlib
import time
from collections.abc import Sequence
from functools import partial

import structlog
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from approvals.commands import send_without_draft
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.constraints import refusal_for
from iacs_portal.core.errors import Refused
from iacs_portal.core.remembered import remembering
from iacs_portal.outbox import poke
from registration.models import Community
from usergroups.commands.companies import require_acts_for
from usergroups.commands.digests import tell_sent
from usergroups.commands.links import KIND
from usergroups.companies import acts_for, open_teams
from usergroups.forms.link import problem_of_day
from usergroups.matching import matched
from usergroups.models import Company, LineState, ListStatus, ProviderList, ProviderListLine
from usergroups.provider_lists import Line

logger = structlog.get_logger(__name__)

BATCH = 10  # requests in one transaction, at most
SHOWS_PROGRESS_AFTER = 0.4  # seconds; then a batch is committed with what it has
WORKERS = 2  # that begin at once
TASK = "usergroups.send_lists"


@command
def show_list(
    *, actor: User, company_key: int, team_key: int, until: datetime.date, lines: Sequence[Line]
) -> ProviderList:
    """Keep `lines` as they match now, so that they can be looked at before anything is sent.

    The same list by the same person while it is unsent is that list, matched again. Raises Refused when `actor` does not act for the
    company, while nobody has confirmed it, for a closed team and for a day that cannot be; Company.DoesNotExist. Locks `actor`.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    company = Company.objects.select_related("founder", "scope").get(pk=company_key)
    require_acts_for(actor, company)
    _require_confirmed(company)
    team = open_teams(company.pk).filter(pk=team_key).first()
    if team is None:
        raise Refused(_("This team was closed meanwhile. Choose another one."), code="team", field="team")
    _require_day(until)
    shown, is_new = ProviderList.objects.get_or_create(
        company=company,
        made_by=actor,
        team=team,
        until=until,
        fingerprint=_fingerprint(lines),
        status=ListStatus.SHOWN,
        defaults={"line_count": len(lines)},
    )
    if not is_new:
        shown = ProviderList.objects.select_for_update(of=("self",)).get(pk=shown.pk)
        if shown.status != ListStatus.SHOWN:  # sent in this moment
            return shown
        ProviderListLine.objects.filter(provider_list=shown).delete()
    rows = matched(lines, company)
    for row in rows:
        row.provider_list = shown
    ProviderListLine.objects.bulk_create(rows, batch_size=1000)
    record(actor=actor, command="show_list", scope_key=company.pk, facts={"list": shown.pk, "lines": len(rows)})
    return shown


def _fingerprint(lines: Sequence[Line]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line.number}\t{line.npi}\t{line.text}\n".encode())
    return digest.hexdigest()


def _require_confirmed(company: Company) -> None:
    if company.confirmed_at is None:
        raise Refused(
            _("Lists can be sent once a provider has confirmed your company, by the first link that it approves."),
            code="unconfirmed",
        )


def _require_day(until: datetime.date) -> None:
    problem = problem_of_day(until)
    if problem:
        raise Refused(problem, code="day", field="until")


@command
def send_list(*, actor: User, list_key: int) -> ProviderList:
    """Begin to ask what is ready in a list; the worker does the rest. Nothing more for a list that was sent before.

    Who presses sends: the requests are hers. Raises Refused when `actor` does not act for the company, when its day has come, and
    when nothing in it is ready; ProviderList.DoesNotExist. Locks the list.
    """
    sent = ProviderList.objects.select_for_update(of=("self",)).get(pk=list_key)
    sent.company = Company.objects.select_related("founder").get(pk=sent.company_id)
    require_acts_for(actor, sent.company)
    if sent.status != ListStatus.SHOWN:
        return sent
    _require_confirmed(sent.company)
    _require_day(sent.until)
    if not sent.lines.filter(state=LineState.READY).exists():
        raise Refused(_("No line of this list can be asked now."), code="nothing_ready")
    sent.status, sent.sent_at, sent.made_by = ListStatus.SENDING, clock.now(), actor
    sent.save(update_fields=["status", "sent_at", "made_by"])
    transaction.on_commit(partial(poke.wake, TASK, times=WORKERS), robust=True)
    record(actor=actor, command="send_list", scope_key=sent.company_id, facts={"list": sent.pk})
    return sent


@command
def ask_one(*, actor: User, company_key: int, team_key: int, until: datetime.date, provider_key: int) -> Request:
    """Ask one provider, without a list. Raises Refused as `submit` does and for a day that cannot be; Company.DoesNotExist."""
    company = Company.objects.select_related("founder", "scope").get(pk=company_key)
    require_acts_for(actor, company)
    _require_day(until)
    return send_without_draft(
        actor=actor,
        kind=KIND,
        answers={
            "community": {"slug": _slug_of(company)},
            "company": {"scope": company.pk},
            "find": {"scope": provider_key},
            "link": {"until": until.isoformat(), "team": team_key},
        },
    )


def _slug_of(company: Company) -> str:
    return Community.objects.values_list("slug", flat=True).get(scope=company.scope.community_id)


@command
def send_batch(*, actor: None, list_key: int) -> int:
    """Ask for some lines of a list that is being sent, those that no other worker has in hand; how many were taken.

    Each line in a savepoint: what cannot be asked now is kept as such, with the sentence that says why, and stops no other. With
    none left the list is sent, and the company is told. Whoever has it sent must act for the company still. The rows of a batch
    are locked; a batch that is broken off leaves them as they were.
    """
    sending = ProviderList.objects.select_related("made_by", "company__founder", "company__scope").get(pk=list_key)
    if sending.status != ListStatus.SENDING:
        return 0
    ready = ProviderListLine.objects.filter(provider_list=sending, state=LineState.READY).order_by("number")
    lines = list(ready.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    if not lines:
        _finish(sending)
        return 0
    taken = _taken(sending, lines)
    ProviderListLine.objects.bulk_update(taken, ["state", "note", "request"])
    return len(taken)


def _taken(sending: ProviderList, lines: Sequence[ProviderListLine]) -> Sequence[ProviderListLine]:
    """Those of `lines` that were asked for, or were not because nobody may; at least the first."""
    if not acts_for(sending.made_by, sending.company):
        note = _("%(who)s does not act for the company any more.") % {"who": sending.made_by.get_full_name()}
        for line in lines:
            line.state, line.note = LineState.FAILED, note
        return lines
    slug, commit_at = _slug_of(sending.company), time.monotonic() + SHOWS_PROGRESS_AFTER
    # Nothing of what is remembered is changed by asking; the next batch asks again.
    with remembering():
        for number, line in enumerate(lines, start=1):
            line.state, line.note, line.request = _asked(sending, line, slug)
            if time.monotonic() > commit_at:
                return lines[:number]
    return lines


def _asked(sending: ProviderList, line: ProviderListLine, slug: str) -> tuple[LineState, str, Request | None]:
    """What became of one line: its state, note and request."""
    try:
        with transaction.atomic():
            request = send_without_draft(
                actor=sending.made_by,
                kind=KIND,
                answers={
                    "community": {"slug": slug},
                    "company": {"scope": sending.company_id},
                    "find": {"scope": line.provider_id},
                    "link": {"until": sending.until.isoformat(), "team": sending.team_id},
                    "list": {"key": sending.pk},
                },
            )
    except Refused as refused:
        return LineState.FAILED, str(refused), None
    except OperationalError:  # the whole batch is tried again
        raise
    except IntegrityError as error:
        refusal = refusal_for(error)
        if refusal is not None:
            return LineState.FAILED, str(refusal), None
        logger.exception("list_line_failed", list=sending.pk, line=line.number)
    except Exception:
        logger.exception("list_line_failed", list=sending.pk, line=line.number)
    else:
        return LineState.SENT, line.note, request
    return LineState.FAILED, _("This one failed by a fault of ours. Send it again in a new list."), None


def _finish(sending: ProviderList) -> None:
    """The list is sent, unless another worker has lines of it in hand, who then finishes it, or has finished it."""
    locked = ProviderList.objects.select_for_update(of=("self",)).get(pk=sending.pk)
    if locked.status != ListStatus.SENDING or locked.lines.filter(state=LineState.READY).exists():
        return
    sending.status, sending.finished_at = ListStatus.SENT, clock.now()
    sending.save(update_fields=["status", "finished_at"])
    tell_sent(sending)
