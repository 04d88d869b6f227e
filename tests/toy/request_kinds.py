"""Request kinds of the toy: what the engine can do, without a world behind it."""

from approvals.kinds import Check, Office, Reason, RequestKind, Section, StepPlan, Summary, register
from iacs_portal.core.pieces import Effect
from tests.toy.models import ToyDetail, ToyEffect


class ToyKind(RequestKind[ToyDetail]):
    slug = "toy"
    label = "Toy"
    detail_model = ToyDetail
    may_be_approved_in_bulk = True
    return_reasons = (Reason("unclear", "It is unclear", "Please say it again."),)
    deny_reasons = (Reason("no_toys", "No toys here", "There are no toys here."),)

    def write_detail(self, request, answers, *, actor):
        detail, _created = ToyDetail.objects.update_or_create(request=request, defaults=dict(answers["toy"]))
        return detail

    def detail(self, request):
        return ToyDetail.objects.get(request=request)

    def subject(self, detail):
        return detail.title

    def chain(self, detail):
        return [
            StepPlan(
                f"step {number}",
                [
                    Office(permission, detail.desk_id if permission == "toy_desk" else detail.scope_id)
                    for permission in offices
                ],
                promise=10,
            )
            for number, offices in enumerate(detail.plan, start=1)
        ]

    def may_pass_to(self, detail, step):
        return [
            (Office("toy_second", detail.scope_id), "toy seconds"),
            (Office("toy_desk", detail.desk_id), "toy desk"),
        ]

    def checks(self, detail, *, step, actor):
        return [Check(not (detail.problem and step), "Toys are fine.", detail.problem)]

    def effects(self, detail, *, step):
        return [Effect("check", f"{detail.title} comes into being.")]

    def on_approved(self, detail, *, step, actor):
        ToyEffect.objects.create(request_id=detail.request_id)
        return {}

    def summary(self, detail):
        return Summary(f"Make {detail.title}", "Toy house", "a toy")

    def sections(self, detail):
        return [Section("Toy", [("Title", detail.title)])]

    def office_label(self, permission, scope_kind):
        return {"toy_desk": "the toy desk"}.get(permission, "the toy head")

    def next_step(self, detail, status):
        return "Play."


class ExclusiveToyKind(ToyKind):
    slug = "toy_exclusive"
    label = "Toy of which there is one"
    exclusive = True
    may_be_approved_in_bulk = False


class RestartingToyKind(ToyKind):
    slug = "toy_restarting"
    label = "Toy that begins again when it changes"
    restarts_on_change = True


class EmptyEffectToyKind(ToyKind):
    slug = "toy_empty"
    label = "Toy without effect"

    def on_approved(self, detail, *, step, actor):
        return {}


TOY = register(ToyKind())
EXCLUSIVE_TOY = register(ExclusiveToyKind())
RESTARTING_TOY = register(RestartingToyKind())
EMPTY_TOY = register(EmptyEffectToyKind())
