"""A request kind is a declaration. The engine asks it, and never learns its name.

An app declares its kinds in `request_kinds.py` (or a package of that name) and registers each once. Everything that a page, a mail or a
command must know of a kind is asked here, so that no list of kinds exists anywhere else.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, OneToOneField
from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Request, Step
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Sentence
from iacs_portal.core.pieces import Effect

Detail = TypeVar("Detail", bound=Model)


_no_offices: set[str] = set()


def no_office(*permissions: str) -> None:
    """Declare that nobody decides by these permissions (codenames), however many scopes she holds them in. The inbox leaves them out."""
    _no_offices.update(permissions)


def no_offices() -> frozenset[str]:
    """The permissions by which nobody decides."""
    return frozenset(_no_offices)


@dataclass(frozen=True)
class Office:
    """The holders of `permission` (a codename) in the scope `scope_key`. Raises ValueError for one by which nobody decides."""

    permission: str
    scope_key: int

    def __post_init__(self) -> None:
        if self.permission in _no_offices:
            raise ValueError(f"Nobody decides by {self.permission}: it is declared to be no office.")


@dataclass(frozen=True)
class StepPlan:
    """One turn in the chain. `offices` in order: the first that somebody holds decides; the last is the help desk.

    `promise`: business days until it is due. `announce`: whether holders get a mail when it opens (a desk with a queue does not).
    """

    name: str
    offices: Sequence[Office]
    promise: int
    announce: bool = True


@dataclass(frozen=True)
class Check:
    """A rule that must hold at the decision: `rule` says it, `problem` says what is wrong when it does not hold."""

    passed: bool
    rule: Sentence
    problem: Sentence


@dataclass(frozen=True)
class Reason:
    """Why a request is returned or denied: a slug, the choice's label, and the paragraph that the mail opens with (editable)."""

    slug: str
    label: Sentence
    text: Sentence


@dataclass(frozen=True)
class Summary:
    """A request in one line of a list: what is asked, for which organization or thing, a second line."""

    what: str
    for_whom: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A titled block of answers on the request and decide pages: rows of label and value."""

    title: Sentence
    rows: Sequence[tuple[Sentence, str]]


def person_section(title: Sentence, person: User) -> Section:
    """Who a request is from, or about, and how to reach her."""
    return Section(
        title,
        [
            (_("Name"), person.get_full_name()),
            (_("E-mail"), person.email),
            (_("Work telephone"), person.shown_telephone),
        ],
    )


class EvidenceForm(Form):
    """What a decider records with her approval. `evidence` is passed on to `record_evidence` of the kind."""

    @property
    def evidence(self) -> Mapping[str, Any]:
        """What was typed, in the kind's own terms; once it is valid."""
        return self.cleaned_data


def words_of_form(*, sent: int, undecided: int) -> str:
    """How many requests were sent in one form, and how many of them are undecided."""
    return _("%(sent)d in one form, %(undecided)d not decided yet") % {"sent": sent, "undecided": undecided}


class RequestKind(Generic[Detail]):
    """What can be asked for. Subclass, fill in, `register` an instance."""

    slug: ClassVar[str]
    label: ClassVar[Sentence]
    detail_model: type[Detail]
    # What the line of a list reads along with the detail.
    reads: ClassVar[tuple[str, ...]] = ()
    exclusive: ClassVar[bool] = False
    # Whether an answer changed after a return sends the request through earlier steps again.
    restarts_on_change: ClassVar[bool] = False
    # Whether several may be approved at once from the inbox. Not where the decider must record what she saw, or read each closely.
    may_be_approved_in_bulk: ClassVar[bool] = False
    return_reasons: ClassVar[Sequence[Reason]] = ()
    deny_reasons: ClassVar[Sequence[Reason]] = ()
    approved_message: ClassVar[str] = "request_approved"
    # Included in the decide page between what is asked and the rules, with `decide_context`; empty: nothing.
    decide_template: ClassVar[str] = ""
    # Included in the request page above where it stands, with `request_context`; empty: nothing.
    request_template: ClassVar[str] = ""

    @property
    def detail_name(self) -> str:
        """The name of the relation from a request to its detail."""
        field = self.detail_model._meta.get_field("request")
        assert isinstance(field, OneToOneField)
        return str(field.remote_field.get_accessor_name())

    @property
    def read_along(self) -> list[str]:
        """What a list of requests reads along with them for the lines of this kind, by `select_related`."""
        return [self.detail_name, *(f"{self.detail_name}__{name}" for name in self.reads)]

    # WHAT IS ASKED

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> Detail:
        """Make or change the detail of `request` from the answers of its draft, at submission and resubmission.

        Raises Refused with sentences when an answer is missing or does not pass.
        """
        raise NotImplementedError

    def detail(self, request: Request) -> Detail:
        """The detail of a sent request. One query."""
        return self.detail_model._default_manager.get(request=request)

    def subject(self, detail: Detail) -> str:
        """What the request is about, in a stable form; compared where the kind is exclusive."""
        raise NotImplementedError

    def chain(self, detail: Detail) -> Sequence[StepPlan]:
        """The turns, in order; empty: approved at once. Frozen as rows when the request is sent."""
        raise NotImplementedError

    def place(self, detail: Detail) -> Hashable:
        """What stays as it was sent: whoever decides was chosen by it. A request that names another one is not sent again.

        The offices of the chain, unless the kind says it by itself.
        """
        return frozenset(office for plan in self.chain(detail) for office in plan.offices)

    def may_pass_to(self, detail: Detail, step: Step) -> Sequence[tuple[Office, Sentence]]:
        """The offices to which the help desk may pass the open step on, with their names. None by default."""
        return ()

    def on_submitted(self, detail: Detail, *, actor: User) -> None:
        """What else happens, in the transaction of the submission, and again in that of each resubmission."""

    def mails_requester(self, detail: Detail) -> bool:
        """Whether the requester gets a mail for each event of this request. Where not, the kind tells her by itself, in a digest."""
        return True

    # THE DECISION

    def checks(self, detail: Detail, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        """The rules that must hold now, at submission (`step` None) and at each approval. Shown before the button is pressed."""
        return ()

    def effects(self, detail: Detail, *, step: Step) -> Sequence[Effect]:
        """What the approval of `step` will do, in sentences."""
        return ()

    def record_evidence(self, detail: Detail, *, step: Step, actor: User, evidence: Mapping[str, Any]) -> None:
        """Keep what the decider saw, in the transaction of the approval. Raises Refused when something is missing."""
        if evidence:
            raise ValueError(f"Requests of kind {self.slug} take no evidence.")

    def on_approved(self, detail: Detail, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """The effect, in the transaction of the last approval. Returns further facts for the mail to the requester."""
        return {}

    # WORDS

    def dropped(self) -> Sentence:
        """What became of a draft that was dropped, told to whom it was: what is deleted, and what stays."""
        return _("Dropped. Its answers are deleted.")

    def preview_facts(self, detail: Detail) -> Mapping[str, Sentence]:
        """What stands in the preview of the mail about the approval for facts that `on_approved` will make."""
        return {}

    def summary(self, detail: Detail) -> Summary:
        """One line for lists, page titles and mails. Asks nothing of the database when `detail` was read with `reads`."""
        raise NotImplementedError

    def summary_of_form(self, summary: Summary, *, sent: int, undecided: int) -> Summary:
        """One line for `sent` requests that were sent in one form, `undecided` of them, from the `summary` of one."""
        return Summary(what=summary.what, for_whom=summary.for_whom, note=words_of_form(sent=sent, undecided=undecided))

    def form_url(self, detail: Detail) -> str:
        """Where the requester sees what became of the requests of the form in which this one was sent: the list of her own."""
        return reverse("approvals:requests")

    def sections(self, detail: Detail) -> Sequence[Section]:
        """What was answered, for the request page and the decide page."""
        return ()

    def decide_context(self, detail: Detail, step: Step) -> Mapping[str, Any]:
        """What `decide_template` needs."""
        return {}

    def request_context(self, detail: Detail) -> Mapping[str, Any]:
        """What `request_template` needs."""
        return {}

    def evidence_form(
        self, detail: Detail, step: Step, *, data: Mapping[str, Any] | None = None
    ) -> EvidenceForm | None:
        """What the decider of the open `step` says on the generic page that she saw; None: nothing. Bound to `data` when given."""
        return None

    def decide_url(self, step: Step) -> str:
        """The page on which `step` is decided where the generic one does not do, such as the help desk's; empty: the generic one."""
        return ""

    def step_label(self, name: str) -> Sentence:
        """What the turn `name` is for: "Check of the papers"."""
        return name

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        """Who holds an office (a permission in a scope of this kind), for people: "the CMS help desk"."""
        return permission

    def act_label(self, command: str) -> Sentence:
        """What an act of the kind's own, that it has appended to the trail as `command`, is called in the request's history."""
        return command

    def after_approval(self, detail: Detail) -> Sequence[tuple[Sentence, Sentence]]:
        """What the approval will bring to the requester, for the end of the request's history: titles and sentences."""
        return ()

    def next_step(self, detail: Detail, status: str) -> Sentence:
        """What the requester does or waits for next, in the mail about `status`."""
        return ""

    def help_desk(self, detail: Detail) -> str:
        """The desk that answers questions about a request, in the line at the end of its mails; empty: the portal's own."""
        return ""

    def draft_url(self, request: Request) -> str:
        """Where the requester fills in a draft, or corrects a returned request; empty: nowhere."""
        return ""

    def again_url(self, request: Request) -> str:
        """Where a new request is begun (POST) from the old answers of a denied or withdrawn one; empty: nowhere."""
        return ""


_kinds: dict[str, RequestKind[Any]] = {}


Kind = TypeVar("Kind", bound=RequestKind[Any])


def register(kind: Kind) -> Kind:
    """Make `kind` known and return it. Raises ValueError when its slug is taken."""
    if kind.slug in _kinds:
        raise ValueError(f"A request kind with the slug {kind.slug} is declared twice.")
    _kinds[kind.slug] = kind
    return kind


def kind_of(request: Request) -> RequestKind[Any]:
    """The declaration behind a request."""
    return _kinds[request.kind]


def kind(slug: str) -> RequestKind[Any]:
    """The kind declared under `slug`. Raises KeyError when there is none."""
    return _kinds[slug]


def all_kinds() -> list[RequestKind[Any]]:
    """Every kind that is declared, by slug."""
    return [_kinds[slug] for slug in sorted(_kinds)]


def reason(reasons: Sequence[Reason], slug: str) -> Reason | None:
    """The reason with `slug` among `reasons`, or None."""
    return next((each for each in reasons if each.slug == slug), None)
