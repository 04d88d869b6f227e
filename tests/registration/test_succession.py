"""Another person becomes Security Official: on the word of the one who leaves, or where nobody is there, by the desk alone."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import StepOffice
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from registration.models import PaperSeen
from tests.factories import chain, engine, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic")


def asks(organization, person=None, *, on_papers=False):
    return chain.asks_to_succeed(organization, person, on_papers=on_papers)


def leaves(organization):
    held = RoleAssignment.objects.get(user=chain.head_of(organization))
    end(actor=None, assignment_id=held.pk, reason="left")


def draft_of(organization, person=None, **answers):
    """A draft with every page but those about the proof."""
    known = {"community": {"slug": "provider-supplier"}, "find": {"scope": organization.pk}, "reason": chain.REASON}
    return commands.start(actor=person or registration.known_person(), kind="succession", answers=known | answers)


def decide(client, request, who, **typed):
    """Approve on the page, as `who`."""
    client.force_login(who)
    step = engine.open_step(request)
    data = {"do": "approve", "opening": step.opening} | typed
    return client.post(reverse("approvals:decision", args=[step.pk]), data)


TYPED = {"kind": "cp_575", "number": "CP 575 A", "dated": "2019-03-04", "arrival": "upload"}


def office(request):
    live = StepOffice.objects.select_related("permission").get(step__request=request, since__isnull=False, until=None)
    return live.permission.codename


def test_the_official_who_leaves_gives_her_word_then_the_desk_decides_and_the_old_role_ends(client, organization):
    head, backup, desk = chain.head_of(organization), chain.backup_of(organization), registration.desk_agent()
    request = asks(organization)
    assert office(request) == "decide_backup_officials"
    client.force_login(head)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert "The help desk decides next. Your role stays yours until then." in page
    chain.approved(request, head)
    assert (office(request), chain.head_of(organization)) == ("decide_at_desk", head)
    client.force_login(desk)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert f"{head.get_full_name()} is no longer Security Official (SO) here." in page
    chain.approved(request, desk)
    assert chain.head_of(organization) == request.requester
    assert chain.roles_of(head) == set()
    ended = RoleAssignment.objects.get(user=head)
    assert ended.ended_by_step == request.steps.get(name="desk")
    told = set(Message.objects.filter(message="role_given_to_other").values_list("to", flat=True))
    assert told == {head.email, backup.email}
    assert chain.roles_of(backup) == {("backup_security_official", organization.pk)}


def test_where_nobody_is_security_official_the_desk_decides_alone_on_a_paper(organization):
    leaves(organization)
    with pytest.raises(Refused, match="Nobody is Security Official there now who could confirm you"):
        asks(organization)
    request = asks(organization, on_papers=True)
    assert office(request) == "decide_at_desk"
    desk = registration.desk_agent()
    with pytest.raises(Refused, match="Choose the paper that you saw"):
        chain.approved(request, desk)
    chain.approved(request, desk, registration.CP_575)
    assert chain.head_of(organization) == request.requester
    seen = PaperSeen.objects.get(step__request=request)
    assert (str(seen), seen.arrival, seen.seen_by) == ("IRS notice CP-575 CP 575 A", "upload", desk)
    assert RoleAssignment.objects.get(user=request.requester).made_by_step == seen.step


def test_with_the_word_of_the_official_no_paper_is_recorded(organization):
    request = asks(organization)
    chain.approved(request, chain.head_of(organization))
    with pytest.raises(ValueError, match="take no evidence"):
        chain.approved(request, registration.desk_agent(), registration.CP_575)
    chain.approved(request, registration.desk_agent())
    assert not PaperSeen.objects.filter(step__request=request).exists()


def test_a_word_that_the_desk_gives_for_an_official_who_is_gone_rests_on_a_paper(
    organization, django_capture_on_commit_callbacks
):
    request, first, second = asks(organization), registration.desk_agent(), registration.desk_agent()
    with django_capture_on_commit_callbacks(execute=True):
        leaves(organization)
    assert office(request) == "decide_at_desk"
    with pytest.raises(Refused, match="Choose the paper that you saw"):
        chain.approved(request, first)
    chain.approved(request, first, registration.CP_575)
    chain.approved(request, second)
    assert chain.head_of(organization) == request.requester
    assert PaperSeen.objects.get(step__request=request).step.name == "word"


def test_an_official_who_is_said_to_have_left_is_told_and_stays_until_the_desk_has_decided(organization):
    head = chain.head_of(organization)
    request = asks(organization, on_papers=True)
    mail = Message.objects.get(message="succession_on_papers")
    assert mail.to == head.email
    assert mail.facts["what"] == f"{request.requester.get_full_name()} asks to become Security Official in your place"
    assert (office(request), chain.head_of(organization)) == ("decide_at_desk", head)
    chain.approved(request, registration.desk_agent(), registration.CP_575)
    assert chain.head_of(organization) == request.requester


def test_the_desk_sees_the_papers_on_the_page_on_which_it_decides_and_records_the_one_it_saw(client, organization):
    head, desk = chain.head_of(organization), registration.desk_agent()
    draft = draft_of(organization, word={"how": "papers"}, papers={"kind": "147c", "by_post": False})
    paper = registration.paper(draft)
    request = commands.submit(request_id=draft.pk, actor=draft.requester)
    client.force_login(desk)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk]))
    words = page.content.decode()
    assert all(
        part in words for part in (paper.name, reverse("registration:paper", args=[paper.pk]), head.get_full_name())
    )
    assert page.context["page"].evidence.initial["kind"] == "147c"
    missing = decide(client, request, desk, kind="147c")
    assert (missing.status_code, request.steps.get().status) == (422, "open")
    assert "Error:" in missing.content.decode()
    ahead = decide(client, request, desk, **TYPED | {"dated": "2199-01-01"})
    assert "It cannot lie ahead." in ahead.content.decode()
    assert decide(client, request, desk, **TYPED).status_code == 302
    assert chain.head_of(organization) == request.requester
    assert PaperSeen.objects.get(step__request=request).number == "CP 575 A"
    client.force_login(request.requester)
    shown = client.get(reverse("approvals:request", args=[request.tracking_number])).content.decode()
    assert "IRS notice CP-575 CP 575 A" in shown


def test_a_stale_page_is_told_what_happened_and_not_that_a_paper_is_missing(client, organization):
    request, desk = asks(organization, on_papers=True), registration.desk_agent()
    client.force_login(desk)
    step = engine.open_step(request)
    chain.approved(request, registration.desk_agent(), registration.CP_575)
    data = {"do": "approve", "opening": step.opening}
    answer = client.post(reverse("approvals:decision", args=[step.pk]), data)
    assert answer.status_code == 409
    assert "Already approved by" in answer.content.decode()


def test_a_paper_of_another_facility_says_nothing_about_who_succeeds(client, organization):
    leaves(organization)
    draft = draft_of(organization, word={"how": "papers"})
    client.force_login(draft.requester)
    page = client.get(reverse("registration:papers", args=[draft.pk])).content.decode()
    assert "Harbor Street Clinic: show us a paper from the IRS" in page
    assert "already seen for another facility" not in page
    commands.save_answers(
        actor=draft.requester, request_id=draft.pk, answers={"papers": {"kind": "already_seen", "by_post": False}}
    )
    with pytest.raises(Refused, match="Add a paper, or say that you will post it"):
        commands.submit(request_id=draft.pk, actor=draft.requester)
    request = asks(organization, on_papers=True)
    with pytest.raises(Refused, match="a paper of its own"):
        chain.approved(
            request, registration.desk_agent(), registration.CP_575 | {"kind": "already_seen", "arrival": "seen_before"}
        )


def test_papers_are_opened_by_the_desk_and_the_requester_alone(client, organization):
    """The Security Official decides on her word; the request may have papers all the same."""
    head = chain.head_of(organization)
    request = asks(organization)
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=head, reason="paper_missing")
    paper = registration.paper(request)
    answers = {}
    for who in (head, registration.desk_agent(), request.requester, chain.backup_of(organization)):
        client.force_login(who)
        answer = client.get(reverse("registration:paper", args=[paper.pk]))
        answers[who.pk] = answer.status_code
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert list(answers.values()) == [404, 200, 200, 404]


def test_a_request_that_was_sent_on_papers_does_not_turn_to_a_word_later(organization):
    request = asks(organization, on_papers=True)
    desk = registration.desk_agent()
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=desk, reason="paper_missing")
    commands.save_answers(actor=request.requester, request_id=request.pk, answers={"word": {"how": "ask"}})
    with pytest.raises(Refused, match="This request was sent on papers"):
        commands.resubmit(request_id=request.pk, actor=request.requester)


def test_what_comes_by_post_has_its_cover_sheet(client, organization):
    request = asks(organization, on_papers=True)
    client.force_login(request.requester)
    sheet = reverse("registration:cover_sheet", args=[request.tracking_number])
    assert sheet in client.get(reverse("approvals:request", args=[request.tracking_number])).content.decode()
    assert sheet in client.get(reverse("registration:sent", args=[request.tracking_number])).content.decode()
    page = client.get(sheet).content.decode()
    assert all(words in page for words in ("Harbor Street Clinic", request.tracking_number, "IRS notice CP-575"))


def test_a_backup_who_succeeds_is_a_backup_no_longer(organization):
    head, backup = chain.head_of(organization), chain.backup_of(organization)
    request = asks(organization, backup)
    chain.approved(request, head)
    chain.approved(request, registration.desk_agent())
    assert chain.roles_of(backup) == {("security_official", organization.pk)}


def test_who_uses_iacs_pc_there_cannot_succeed(organization):
    user = chain.end_user_of(chain.group(organization))
    with pytest.raises(Refused, match="Those who use access do not approve it"):
        asks(organization, user)


def test_the_security_official_cannot_succeed_herself(organization):
    with pytest.raises(Refused, match="holds this role here already"):
        asks(organization, chain.head_of(organization))


def test_a_backup_and_officials_elsewhere_do_not_give_the_word(organization):
    request = asks(organization)
    step = engine.open_step(request).pk
    elsewhere = chain.head_of(registration.organization())
    for person in (chain.backup_of(organization), elsewhere, request.requester):
        with pytest.raises(Refused):
            chain.commands.approve(step_id=step, actor=person)


def test_a_succession_that_was_asked_before_another_one_came_through_is_refused_with_its_sentence(organization):
    head, desk = chain.head_of(organization), registration.desk_agent()
    first, second = asks(organization), asks(organization)
    for request in (first, second):
        chain.approved(request, head)
    chain.approved(first, desk)
    with pytest.raises(Refused, match="Somebody else became Security Official after this was asked"):
        chain.approved(second, desk)
    assert chain.head_of(organization) == first.requester


def test_the_page_on_which_a_security_official_would_leave_leads_to_her_succession(client, organization):
    head = chain.head_of(organization)
    client.force_login(head)
    page = client.get(reverse("roles:end", args=[RoleAssignment.objects.get(user=head).pk])).content.decode()
    assert "Security Official of an organization that is registered" in page
    assert reverse("registration:start") in page
    assert reverse("usergroups:successor", args=[organization.pk]) in page


def test_a_person_asks_by_the_pages(client, organization):
    person = registration.known_person()
    client.force_login(person)
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    client.post(reverse("registration:who"), {"role": "succession"})
    client.post(reverse("registration:terms"), {"accept": "on"})
    draft = chain.Request.objects.get(requester=person)
    client.post(reverse("registration:find", args=[draft.pk]), {"organization": organization.pk})
    reason = client.post(reverse("registration:reason", args=[draft.pk]), {"justification": "She retires."})
    assert reason.url == reverse("registration:word", args=[draft.pk])
    word = client.post(reason.url, {"how": "ask"})
    assert word.url == reverse("registration:review", args=[draft.pk])
    # The page about papers is not asked for.
    assert client.get(reverse("registration:papers", args=[draft.pk])).url == word.url
    answer = client.post(reverse("registration:review", args=[draft.pk]), {"true": "on"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, office(draft)) == ("under_review", "decide_backup_officials")


def test_a_person_asks_by_the_pages_with_a_paper_where_the_official_has_left(client, organization):
    leaves(organization)
    draft = draft_of(organization)
    client.force_login(draft.requester)
    page = reverse("registration:word", args=[draft.pk])
    refused = client.post(page, {"how": "ask"})
    assert refused.status_code == 422
    assert "Nobody is Security Official there now who could confirm you." in refused.content.decode()
    papers = client.post(page, {"how": "papers"}).url
    assert papers == reverse("registration:papers", args=[draft.pk])
    assert client.get(reverse("registration:review", args=[draft.pk])).url == papers
    upload = {"kind": "cp_575", "way": "upload", "files": registration.image()}
    review = client.post(papers, upload).url
    assert "cp575.png" in client.get(review).content.decode()
    client.post(review, {"true": "on"})
    draft.refresh_from_db()
    assert (draft.status, office(draft)) == ("under_review", "decide_at_desk")
    assert list(draft.papers.values_list("name", flat=True)) == ["cp575.png"]
