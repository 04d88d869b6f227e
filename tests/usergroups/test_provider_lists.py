"""Lists of providers: read, matched, shown, sent line by line, each line reported."""

import csv
import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import commands
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from registration.models import MedicareNumber, NumberKind, Organization
from tests.factories import chain, engine, practitioners, registration, surrogates
from tests.statements import counted
from usergroups.commands.links import set_surrogate_rule
from usergroups.commands.provider_lists import send_batch, send_list, show_list
from usergroups.models import LineState, LinkRequest, ListStatus, ProviderList
from usergroups.provider_lists import read
from usergroups.tasks import send_for

pytestmark = pytest.mark.django_db


def npi_of(provider):
    return MedicareNumber.objects.get(scope=provider.pk, kind=NumberKind.NPI).value


def shown(company, npis, person=None, **changes):
    given = {
        "actor": person or company.founder,
        "company_key": company.pk,
        "team_key": surrogates.team_of(company).pk,
        "until": surrogates.next_year(),
        "lines": read("\n".join(npis)),
    }
    return show_list(**given | changes)


def ready(count):
    return [npi_of(registration.organization()) for _number in range(count)]


def states(of):
    return [line.state for line in of.lines.order_by("number")]


def sent(of):
    send_list(actor=of.made_by, list_key=of.pk)
    while send_batch(actor=None, list_key=of.pk):
        pass
    of.refresh_from_db()
    return of


def refused(act, **arguments):
    with pytest.raises(Refused) as caught:
        act(**arguments)
    return str(caught.value)


def test_each_line_is_matched_before_anything_is_sent():
    company = surrogates.company()
    organizations = [registration.organization() for _number in range(5)]
    open_one, linked, asked, never, vacant = organizations
    practitioner = practitioners.approved(practitioners.request())
    surrogates.link(company, linked)
    waiting = surrogates.asks_to_work(company, asked)
    set_surrogate_rule(actor=chain.head_of(never), provider_key=never.pk, never=True)
    head = RoleAssignment.objects.get(scope=vacant.pk, role="security_official", ended_at=None)
    end(actor=None, assignment_id=head.pk, reason="left")
    absent, unknown, off = registration.npi(), registration.npi(), registration.npi()
    registration.record(absent, legal_business_name="FERN HOLLOW HOSPICE")
    registration.record(off, deactivated_on=datetime.date(2025, 6, 2))
    npis = [npi_of(each) for each in organizations]
    of = shown(
        company,
        [*npis, npi_of(practitioner), absent, unknown, off, "1.2E+09", f"{npis[0]}.0", "hello", "1234567890"],
    )
    lines = list(of.lines.order_by("number"))
    assert [(line.number, line.state) for line in lines] == list(
        enumerate(
            [
                "ready",
                "linked",
                "asked",
                "never",
                "no_official",
                "ready",
                "not_registered",
                "unknown",
                "unknown",
                "not_npi",
                "repeated",
                "not_npi",
                "not_npi",
            ],
            start=1,
        )
    )
    assert lines[0].name == str(open_one)
    assert lines[5].name == str(practitioner)
    assert lines[6].name == "FERN HOLLOW HOSPICE"
    assert waiting.tracking_number in lines[2].note
    assert "June 2, 2025" in lines[8].note
    assert "cut this number short" in lines[9].note
    assert "Line 1 names it already" in lines[10].note
    assert not LinkRequest.objects.filter(provider_list=of).exists()


def test_a_closed_provider_and_one_of_another_community_are_not_registered():
    company, organization = surrogates.company(), registration.organization()
    Organization.objects.filter(pk=organization.pk).update(closed_at=clock.now())
    assert states(shown(company, [npi_of(organization)])) == ["unknown"]


def test_two_npis_of_one_provider_are_asked_once():
    company, organization = surrogates.company(), registration.organization()
    further = registration.npi()
    MedicareNumber.objects.create(
        scope=organization.scope, community=organization.scope.community, kind=NumberKind.NPI, value=further
    )
    npis = MedicareNumber.objects.filter(scope=organization.pk).values_list("value", flat=True)
    assert states(shown(company, npis)) == ["ready", "repeated"]


def test_sending_makes_one_request_for_each_ready_line_and_tells_the_company_once():
    company = surrogates.company()
    npis = [*ready(23), "hello"]
    Message.objects.all().delete()
    of = sent(shown(company, npis))
    assert (of.status, of.finished_at is not None) == (ListStatus.SENT, True)
    assert states(of) == ["sent"] * 23 + ["not_npi"]
    asked = LinkRequest.objects.filter(provider_list=of)
    assert set(asked.values_list("request", flat=True)) == set(
        of.lines.filter(state="sent").values_list("request", flat=True)
    )
    assert set(asked.values_list("request__requester", "asked_until")) == {(company.founder_id, surrogates.next_year())}
    mails = Message.objects.values_list("message", flat=True)
    assert sorted(mails) == ["list_sent"] + ["request_waits_for_you"] * 23
    mail = Message.objects.get(message="list_sent")
    assert (mail.to, mail.facts["asked"], mail.facts["not_asked"]) == (company.founder.email, 23, ["Not an NPI: 1"])


def test_the_same_list_is_kept_once_while_it_is_unsent_and_asks_nobody_twice_afterwards():
    company, npis = surrogates.company(), ready(3)
    of = shown(company, npis)
    assert shown(company, npis) == of
    assert of.lines.count() == 3
    other = surrogates.further_administrator_of(company)
    assert shown(company, npis, person=other) != of
    sent(of)
    send_list(actor=company.founder, list_key=of.pk)
    assert send_batch(actor=None, list_key=of.pk) == 0
    again = shown(company, npis)
    assert (again != of, states(again)) == (True, ["asked"] * 3)
    assert "can be asked now" in refused(send_list, actor=company.founder, list_key=again.pk)
    assert LinkRequest.objects.filter(provider_list__isnull=False).count() == 3


def test_two_lists_shown_before_either_is_sent_ask_each_provider_once():
    company, npis = surrogates.company(), ready(2)
    first, second = shown(company, npis), shown(company, [*npis, "hello"])
    sent(first)
    assert states(sent(second)) == ["failed", "failed", "not_npi"]
    assert "under way" in second.lines.get(number=1).note


def test_what_changed_between_showing_and_sending_is_reported_and_stops_no_other():
    company = surrogates.company()
    closed, vacant, well = (registration.organization() for _number in range(3))
    of = shown(company, [npi_of(each) for each in (closed, vacant, well)])
    Organization.objects.filter(pk=closed.pk).update(closed_at=clock.now())
    head = RoleAssignment.objects.get(scope=vacant.pk, role="security_official", ended_at=None)
    end(actor=None, assignment_id=head.pk, reason="left")
    assert states(sent(of)) == ["failed", "failed", "sent"]
    notes = [line.note for line in of.lines.order_by("number")]
    assert ["is closed" in notes[0], "nobody at present who decides" in notes[1], notes[2]] == [True, True, ""]
    mail = Message.objects.get(message="list_sent")
    assert (mail.facts["asked"], mail.facts["not_asked"]) == (1, ["Not asked: 2"])


def test_a_fault_at_one_line_stops_no_other(monkeypatch):
    company = surrogates.company()
    of = shown(company, ready(2))
    real = commands.send_without_draft
    first = of.lines.get(number=1).provider_id

    def faulty(*, answers, **facts):
        if answers["find"]["scope"] == first:
            raise KeyError("a fault")
        return real(answers=answers, **facts)

    monkeypatch.setattr("usergroups.commands.provider_lists.send_without_draft", faulty)
    assert states(sent(of)) == ["failed", "sent"]
    assert "fault of ours" in of.lines.get(number=1).note


def test_when_the_sender_no_longer_acts_for_the_company_the_rest_is_reported():
    company = surrogates.company()
    other = surrogates.further_administrator_of(company)
    of = shown(company, ready(12), person=other)
    send_list(actor=other, list_key=of.pk)
    asked = send_batch(actor=None, list_key=of.pk)
    assert 1 <= asked <= 10
    held = RoleAssignment.objects.get(user=other, scope=company.pk, ended_at=None)
    end(actor=None, assignment_id=held.pk, reason="left")
    assert not send_for(60)
    assert states(of) == ["sent"] * asked + ["failed"] * (12 - asked)
    assert "does not act for the company any more" in of.lines.get(number=12).note
    assert Message.objects.get(message="list_sent").to == company.founder.email


def test_a_list_is_of_a_confirmed_company_an_open_team_and_a_day_that_can_be():
    request = surrogates.asks_to_work()
    unconfirmed = LinkRequest.objects.get(request=request).company
    assert "confirmed your company" in refused(shown, company=unconfirmed, npis=["1"])
    company = surrogates.company()
    assert "Only an administrator" in refused(shown, company=company, npis=["1"], person=registration.known_person())
    assert "team was closed" in refused(shown, company=company, npis=["1"], team_key=0)
    assert "tomorrow or later" in refused(shown, company=company, npis=["1"], until=clock.today())


def test_a_list_whose_day_has_come_is_not_sent(time_machine):
    company = surrogates.company()
    of = shown(company, ready(1), until=clock.today() + datetime.timedelta(days=1))
    time_machine.move_to(clock.now() + datetime.timedelta(days=2))
    assert "tomorrow or later" in refused(send_list, actor=company.founder, list_key=of.pk)


# PAGES


def client_of(client, person):
    client.force_login(person)
    return client


def posted(client, company, **fields):
    given = {"npis": "", "team": surrogates.team_of(company).pk, "until": surrogates.next_year().isoformat()}
    return client.post(reverse("provider_lists:new", args=[company.pk]), given | fields)


def test_a_file_is_uploaded_looked_at_sent_and_answered(client):
    company = surrogates.company()
    organizations = [registration.organization() for _number in range(3)]
    text = "\ufeffName;NPI\r\n" + "".join(f"x;{npi_of(each)}\r\n" for each in organizations) + "y;1.2E+09\r\n"
    client_of(client, company.founder)
    answer = posted(client, company, file=SimpleUploadedFile("npis.csv", text.encode()))
    of = ProviderList.objects.get()
    assert answer.url == reverse("provider_lists:list", args=[of.pk])
    page = client.get(answer.url).content.decode()
    assert "Ask 3 providers" in page
    assert "A spreadsheet cut this number short" in page
    assert client.post(reverse("provider_lists:send", args=[of.pk])).url == answer.url
    page = client.get(answer.url).content.decode()
    assert "Sending: 0 of 3 providers" in page
    assert f'hx-get="{answer.url}"' in page
    asks = {"HTTP_HX_REQUEST": "true"}
    assert "HX-Refresh" not in client.get(answer.url, **asks).headers
    send_for(60)
    assert client.get(answer.url, **asks)["HX-Refresh"] == "true"
    waiting = of.lines.get(number=2).request
    commands.approve(step_id=engine.open_step(waiting).pk, actor=chain.head_of(organizations[0]))
    page = client.get(answer.url).content.decode()
    assert "1 of 3 providers have answered" in page
    lines = list(client.get(reverse("provider_lists:csv", args=[of.pk])).streaming_content)
    cells = list(csv.reader(line.decode() for line in lines[1:]))
    assert [each[4:6] for each in cells] == [
        ["Asked", "Approved"],
        ["Asked", "Waiting"],
        ["Asked", "Waiting"],
        ["Not an NPI", ""],
    ]
    assert str(of.line_count) in client.get(reverse("provider_lists:of_company", args=[company.pk])).content.decode()
    approved = client.get(answer.url, {"state": "approved"}).context["lines"]
    assert [each.line.number for each in approved] == [2]


def test_one_provider_is_found_and_asked_without_a_list(client):
    company, organization = surrogates.company(), registration.organization()
    client_of(client, company.founder)
    asked = {"team": surrogates.team_of(company).pk, "until": surrogates.next_year().isoformat()}
    address = reverse("provider_lists:new", args=[company.pk])
    found = client.get(address, asked | {"q": npi_of(organization)}).context["found"]
    assert [each.pk for each in found] == [organization.pk]
    answer = client.post(address, asked | {"provider": organization.pk})
    detail = LinkRequest.objects.get(provider=organization.pk)
    assert answer.url == reverse("approvals:request", args=[detail.request.tracking_number])
    assert detail.provider_list is None
    again = client.post(address, asked | {"provider": organization.pk})
    assert (again.status_code, "under way" in again.content.decode()) == (422, True)


def test_an_unconfirmed_company_asks_one_by_one(client):
    request = surrogates.asks_to_work()
    company = LinkRequest.objects.get(request=request).company
    client_of(client, request.requester)
    page = client.get(reverse("provider_lists:new", args=[company.pk])).content.decode()
    assert "Lists are for companies that a provider has confirmed" in page
    assert posted(client, company, npis=registration.npi()).status_code == 422
    assert not ProviderList.objects.exists()
    posted(client, company, provider=registration.organization().pk)
    assert LinkRequest.objects.filter(company=company).count() == 2


def test_letters_are_for_what_is_not_registered_and_fit_the_kind_of_provider(client):
    company = surrogates.company()
    clinic, doctor = registration.npi(), registration.npi()
    registration.record(clinic, legal_business_name="FERN HOLLOW HOSPICE")
    registration.record(doctor, entity_type="1", legal_business_name="", first_name="RIVKA", last_name="EJEMPLO")
    of = shown(company, [clinic, doctor, "hello"])
    client_of(client, company.founder)

    def letter(number):
        return client.get(reverse("provider_lists:letter", args=[of.pk, number]))

    assert "Security Official register the organization" in letter(1).content.decode()
    assert "register as Individual Practitioner" in letter(2).content.decode()
    assert letter(3).status_code == letter(9).status_code == 404


def test_somebody_else_finds_nothing(client):
    company = surrogates.company()
    of = shown(company, ready(1))
    client_of(client, surrogates.company().founder)
    for name, keys in (
        ("new", [company.pk]),
        ("of_company", [company.pk]),
        ("list", [of.pk]),
        ("csv", [of.pk]),
        ("letter", [of.pk, 1]),
    ):
        assert client.get(reverse(f"provider_lists:{name}", args=keys)).status_code == 404
    assert client.post(reverse("provider_lists:send", args=[of.pk])).status_code == 404
    of.refresh_from_db()
    assert of.status == ListStatus.SHOWN


@pytest.mark.parametrize("name", ["list", "of_company", "csv"])
def test_a_page_asks_the_database_the_same_for_one_line_and_for_30(client, name):
    def asks(count):
        company = surrogates.company()
        of = sent(shown(company, ready(count)))
        if name == "of_company":
            for number in range(count - 1):
                shown(company, [f"hello {number}"])
        client_of(client, company.founder)
        client.get(reverse("home"))
        with counted() as statements:
            answer = client.get(reverse(f"provider_lists:{name}", args=[company.pk if name == "of_company" else of.pk]))
            if name == "csv":
                list(answer.streaming_content)
        return statements

    few, many = asks(1), asks(30)
    assert len(few) == len(many) <= 12, f"{few}\n\n{many}"


def test_pages_of_lines_go_through_all_of_them(client):
    company = surrogates.company()
    of = shown(company, [*(f"no {number}" for number in range(30)), *ready(2)])
    client_of(client, company.founder)
    address, seen = reverse("provider_lists:list", args=[of.pk]), []
    query = ""
    while True:
        context = client.get(address + query).context
        seen += [each.line.number for each in context["lines"]]
        query = context["next_url"]
        if not query:
            break
    assert seen == list(range(1, 33))
    assert LineState.READY in states(of)
