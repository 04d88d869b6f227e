"""Further facilities of one organization: many NPIs, one form, a request for each, and one approval for all (domain.md 10)."""

import pytest
from django.urls import reverse

from approvals import commands
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from registration import queries
from registration.commands.further_facilities import register_facilities
from registration.models import FacilityBatch, OrganizationRegistration
from tests.factories import chain, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic, Inc.")


@pytest.fixture
def head(organization):
    return chain.head_of(organization)


def npis_in_the_file(count, **changes):
    return [registration.record(registration.npi(), **changes).npi for _number in range(count)]


def sent(organization, head, count=3):
    outcome = register_facilities(actor=head, organization_key=organization.pk, lines=npis_in_the_file(count))
    assert not outcome.bad
    return outcome.sent


def page_of(organization):
    return reverse("registration:facilities", args=[organization.pk])


def test_each_npi_becomes_a_request_of_its_own_with_facts_of_the_file_and_the_ein_of_the_organization(
    organization, head
):
    requests = sent(organization, head)
    rows = OrganizationRegistration.objects.filter(batch__isnull=False)
    assert {row.request for row in rows} == set(requests)
    assert {row.request.status for row in rows} == {"under_review"}
    assert {row.batch for row in rows} == {FacilityBatch.objects.get()}
    assert {row.request.sent_with for row in rows} == {requests[0]}
    row = rows.order_by("pk")[0]
    facts = (row.legal_business_name, row.ein, row.practice_line_1, row.practice_state, row.telephone, row.paper_kind)
    expected = (
        organization.legal_business_name,
        organization.ein,
        "12 HARBOR ST",
        "ME",
        "207-555-0142",
        "already_seen",
    )
    assert facts == expected
    assert (row.mailing_line_1, row.mailing_zip) == ("12 HARBOR ST", "04999")


def test_one_mail_tells_all_tracking_numbers_and_the_trail_has_one_entry(organization, head):
    numbers = [request.tracking_number for request in sent(organization, head)]
    mail = Message.objects.get(message="facilities_sent")
    assert (mail.to, mail.facts["numbers"]) == (head.email, ", ".join(numbers))
    assert list(Message.objects.filter(about__in=numbers)) == [mail]
    assert Entry.objects.get(command="register_facilities").facts["requests"] == numbers


def test_bad_lines_are_reported_with_their_numbers_and_the_good_ones_go(organization, head):
    good = npis_in_the_file(1)[0]
    off = registration.record(registration.npi(), deactivated_on="2020-01-01").npi
    other = registration.record(registration.npi(), legal_business_name="ELSEWHERE LLC").npi
    single = registration.record(registration.npi(), entity_type="1", last_name="SAMPLE").npi
    nowhere = registration.record(registration.npi(), practice_line_1="", practice_state="").npi
    registered = registration.organization().scope.medicare_numbers.get().value
    lines = [good, "", "12345", f"{good};", registration.npi(), off, other, single, nowhere, registered]
    outcome = register_facilities(actor=head, organization_key=organization.pk, lines=lines)
    assert len(outcome.sent) == 1
    reasons = [
        (3, "We counted 5 digits"),
        (4, "This NPI stands in line 1 already"),
        (5, "The provider file does not have this NPI"),
        (6, "The provider file says that this NPI is deactivated"),
        (7, "The provider file has another legal business name for it, ELSEWHERE LLC"),
        (8, "This NPI stands for an individual"),
        (9, "What the provider file says is not complete"),
        (10, "This NPI is registered already"),
    ]
    assert [line.number for line in outcome.bad] == [number for number, _why in reasons]
    for line, (_number, why) in zip(outcome.bad, reasons, strict=True):
        assert str(line.why).startswith(why)


def test_the_same_list_twice_makes_no_second_request(organization, head):
    lines = npis_in_the_file(3)
    first = register_facilities(actor=head, organization_key=organization.pk, lines=lines)
    again = register_facilities(actor=head, organization_key=organization.pk, lines=lines)
    assert (len(first.sent), len(again.sent)) == (3, 0)
    assert [str(line.why) for line in again.bad] == [
        f"You have asked for it already: {request.tracking_number}." for request in first.sent
    ]
    assert OrganizationRegistration.objects.filter(number__in=lines).count() == 3
    assert FacilityBatch.objects.count() == 1


def test_a_draft_that_she_has_begun_stays_as_it_is(organization, head):
    draft = commands.start(actor=head, kind="organization_registration", answers={"number": {"number": "1"}})
    sent(organization, head, 1)
    draft.refresh_from_db()
    assert (draft.status, draft.draft.answers) == ("draft", {"number": {"number": "1"}})


def test_only_the_security_official_sends_and_at_most_500_lines(organization, head):
    with pytest.raises(Refused, match="Only the Security Official"):
        register_facilities(
            actor=chain.backup_of(organization), organization_key=organization.pk, lines=npis_in_the_file(1)
        )
    with pytest.raises(Refused, match="We saw 501 lines. At most 500 fit at once."):
        register_facilities(actor=head, organization_key=organization.pk, lines=["1"] * 501)
    assert not FacilityBatch.objects.exists()


# THE PAGE


def test_she_ticks_what_the_file_offers_and_pastes_the_rest(client, organization, head):
    offered, pasted = npis_in_the_file(2), registration.record(registration.npi(), deactivated_on="2020-01-01").npi
    client.force_login(head)
    page = client.get(page_of(organization)).content.decode()
    assert all(npi in page for npi in offered)
    assert pasted not in page
    answer = client.post(page_of(organization), {"picked": offered, "npis": pasted})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert all(each in words for each in ("2 requests were sent.", "1 line was left out", "is deactivated"))
    more = npis_in_the_file(1)
    done = client.post(page_of(organization), {"npis": more[0]}, follow=True)
    assert "1 request was sent." in done.content.decode()
    assert [row.number for row, _state in done.context["lines"]] == [*more, *reversed(offered)]
    empty = client.post(page_of(organization), {"npis": " \n"})
    assert "Type at least one NPI, or tick one." in empty.content.decode()


def test_the_page_of_another_organization_or_of_a_backup_official_is_404(client, organization, head):
    client.force_login(head)
    assert client.get(page_of(registration.organization())).status_code == 404
    client.force_login(chain.backup_of(organization))
    assert client.get(page_of(organization)).status_code == 404
    assert client.post(page_of(organization), {"npis": npis_in_the_file(1)[0]}).status_code == 404


def test_the_page_takes_the_same_number_of_statements_for_1_and_30_and_is_paged_by_key(client, organization, head):
    client.force_login(head)
    counts = []
    for more in (1, 29):
        sent(organization, head, more)
        client.get(page_of(organization))
        with counted() as statements:
            page = client.get(page_of(organization))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
    assert len(page.context["lines"]) == 25
    following = client.get(page_of(organization) + page.context["next_url"])
    assert len(following.context["lines"]) == 5


def test_what_the_file_offers_is_paged_by_number_and_can_be_put_into_the_list_at_once(client, organization, head):
    offered = sorted(npis_in_the_file(30))
    client.force_login(head)
    page = client.get(page_of(organization))
    assert [npi for npi, _label in page.context["form"].fields["picked"].choices] == offered[:25]
    assert page.context["offered"].following == offered[24]
    following = f"{page_of(organization)}?offered_after={offered[24]}"
    assert following in page.content.decode()
    page = client.get(following)
    assert [npi for npi, _label in page.context["form"].fields["picked"].choices] == offered[25:]
    filled = client.get(page_of(organization), {"all": "1"}).content.decode()
    assert "\n".join(offered) in filled
    answer = client.post(following, {"picked": offered[25:27]}, follow=True)
    assert "2 requests were sent." in answer.content.decode()
    assert client.get(page_of(organization), {"offered_after": "a\x00b"}).status_code == 200


def test_nothing_is_offered_twice_or_to_whom_it_does_not_belong(organization, head):
    offered = npis_in_the_file(3)
    register_facilities(actor=head, organization_key=organization.pk, lines=offered[:1])
    registration.organization(npi=offered[1])
    assert [row.npi for row in queries.facilities_to_offer(organization, head)] == offered[2:]


def test_of_many_bad_lines_the_first_25_have_a_row_and_the_others_stand_by_what_is_wrong(client, organization, head):
    client.force_login(head)
    typed = "\n".join(["12345"] * 26 + [registration.npi()])
    answer = client.post(page_of(organization), {"npis": typed})
    assert len(answer.context["bad"]) == 25
    assert [numbers for _why, numbers in answer.context["more_bad"]] == ["26", "27"]
    assert "Lines: 27" in answer.content.decode()


def test_the_page_takes_the_same_number_of_statements_for_1_and_30_offers(client, organization, head):
    client.force_login(head)
    npis_in_the_file(1)
    client.get(page_of(organization))
    counts = []
    for more in (0, 29):
        npis_in_the_file(more)
        with counted() as statements:
            client.get(page_of(organization))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
