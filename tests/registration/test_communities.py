"""Communities open and close: who is excluded, the texts and the help desk are the desk lead's to set (domain.md 8)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from approvals import commands
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from registration.commands.communities import set_community
from registration.commands.drafts import warn_of_deletion
from registration.models import Community
from tests.factories import contractors, engine, facilities, registration

pytestmark = pytest.mark.django_db

START = "registration:start"


def set_by_lead(**values):
    return set_community(actor=registration.desk_lead(), community_key=registration.community().pk, values=values)


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_question_asks_for_the_type_that_the_community_excludes(client):
    set_by_lead(excluded_type="an ambulance service", excluded_hint="On land, water or in the air.")
    page = text_of(client, reverse(START))
    assert "1. Do you want to register as an ambulance service?" in page
    assert "On land, water or in the air." in page
    assert "equipment" not in page
    assert "you would register as an ambulance service" in text_of(client, reverse("home"))


def test_the_stop_tells_the_excluded_type_what_its_community_says(client):
    set_by_lead(
        excluded_type="an ambulance service", excluded_now="Call your contractor.", excluded_text="It opens in May."
    )
    answers = {"community": "provider-supplier", "supplier": "yes", "notified": "yes"}
    page = text_of(client, client.post(reverse(START), answers).url)
    for words in ("register as an ambulance service", "Call your contractor.", "It opens in May."):
        assert words in page
    assert "equipment" not in page


def test_where_nobody_is_excluded_one_question_is_asked(client):
    set_by_lead(excluded_type="")
    page = text_of(client, reverse(START))
    assert "A question before you start" in page
    assert 'name="supplier"' not in page
    response = client.post(reverse(START), {"community": "provider-supplier", "notified": "yes"})
    assert response.url == reverse("registration:who")
    assert client.get(reverse("registration:stop", args=["provider-supplier", "supplier"])).status_code == 404


def test_of_several_communities_each_asks_its_own_questions_and_stops_its_own_people_alone(client):
    second = contractors.community(is_open=True)
    page = text_of(client, reverse(START))
    assert "Which community do you belong to?" in page
    assert 'name="notified"' not in page
    chosen = client.post(reverse(START), {"community": "provider-supplier", "choose": "1"})
    assert "(DMEPOS)" in text_of(client, chosen.url)
    yes = {"supplier": "yes", "notified": "yes"}
    stopped = client.post(reverse(START), yes | {"community": "provider-supplier"})
    assert stopped.url == reverse("registration:stop", args=["provider-supplier", "supplier"])
    assert client.post(reverse(START), yes | {"community": second.slug}).url == reverse("registration:who")
    second.excluded_type = "a bank"
    second.save()
    page = text_of(client, f"{reverse(START)}?community={second.slug}")
    assert "1. Do you want to register as a bank?" in page
    assert "DMEPOS" not in page
    stopped = client.post(reverse(START), yes | {"community": second.slug})
    assert stopped.url == reverse("registration:stop", args=[second.slug, "supplier"])


def test_the_questions_of_a_community_that_was_closed_meanwhile_lead_to_those_that_are_open(client):
    contractors.community(is_open=True)
    set_by_lead(is_open=False)
    response = client.post(reverse(START), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    assert response.status_code == 422
    assert "registration_community" not in client.session
    assert "FI/Carrier/MAC" in response.content.decode()


def test_a_closed_community_takes_no_registration(client):
    set_by_lead(is_open=False)
    assert "Registration is closed now" in text_of(client, reverse(START))


def test_setting_is_kept_in_the_trail_with_before_and_now():
    lead = registration.desk_lead()
    community = registration.community()
    values = {"desk_telephone": "1-800-555-0199", "desk_tty": community.desk_tty}
    set_community(actor=lead, community_key=community.pk, values=values)
    entry = Entry.objects.get(command="community_set")
    assert (entry.actor, entry.scope_key) == (lead, community.pk)
    assert entry.facts == {"desk_telephone": {"before": "1-800-555-0142", "now": "1-800-555-0199"}}
    set_community(actor=lead, community_key=community.pk, values=values)
    assert Entry.objects.filter(command="community_set").count() == 1


def test_a_row_older_than_its_excluded_type_begins_with_the_declared_one():
    migration = import_module("registration.migrations.0004_excluded_types")
    Community.objects.update(excluded_type="", excluded_hint="", excluded_now="")
    migration.fill_in(apps, None)
    community = registration.community()
    for name in migration.PROVIDER_SUPPLIER:
        assert getattr(community, name) == str(getattr(community.declaration, name))


def test_nobody_but_a_lead_of_this_community_sets_it():
    elsewhere = engine.community()
    from registration import roles

    stranger = engine.holder(roles.DESK_LEAD, elsewhere)
    for person in (registration.desk_agent(), stranger, engine.person()):
        with pytest.raises(Refused, match="Only a lead"):
            set_community(actor=person, community_key=registration.community().pk, values={"is_open": False})
    assert registration.community().is_open
    assert not Entry.objects.filter(command="community_set").exists()


def test_what_does_not_fit_is_refused_in_words():
    with pytest.raises(Refused, match="help desk e-mail"):
        set_by_lead(desk_email="nobody")
    with pytest.raises(ValueError, match="slug"):
        set_by_lead(slug="mine")


def test_mails_about_a_request_name_the_desk_of_its_community(settings):
    settings.HELP_DESK_LINE = "the portal's own"
    set_by_lead(desk_telephone="1-800-555-0199", desk_hours="Mondays")
    request = registration.registration()
    facilities.ask(facilities.requested(), registration.organization())
    commands.return_for_changes(
        step_id=engine.open_step(request).pk, actor=registration.desk_agent(), reason="ein_differs"
    )
    drafted = registration.draft()
    drafted.draft.saved_at -= registration.datetime.timedelta(days=24)
    drafted.draft.save()
    warn_of_deletion(actor=None, request_id=drafted.pk)
    told = Message.objects.exclude(message__in=["somebody_registers_as_you"])
    assert {"request_sent", "request_returned", "facility_to_confirm", "organization_approved", "draft_ends"} <= set(
        told.values_list("message", flat=True)
    )
    for mail in told:
        words = render(mail.message, mail.facts)
        assert "Questions? 1-800-555-0199, Mondays." in words.text, mail.message


# THE DESK'S PAGE


def change_page(community):
    return reverse("desk:registration_community_change", args=[community.pk])


def typed(page, **changes):
    """What a browser sends of the form as drawn, with `changes`."""
    form = page.context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        data[bound.html_name] = data[bound.html_initial_name] = (
            ("on" if value else "") if value in (True, False) else value
        )
    data |= changes
    return {name: value for name, value in data.items() if value != ""}


def test_a_lead_sets_it_on_the_desks_page_and_leaves_alone_what_another_set_meanwhile(client):
    community = registration.community()
    client.force_login(registration.desk_lead())
    page = client.get(change_page(community))
    set_by_lead(desk_hours="Mondays")
    response = client.post(change_page(community), typed(page, desk_telephone="1-800-555-0199", is_open=""))
    assert response.status_code == 302
    community.refresh_from_db()
    assert (community.desk_telephone, community.desk_hours, community.is_open) == ("1-800-555-0199", "Mondays", False)
    entry = Entry.objects.filter(command="community_set").latest("pk")
    assert sorted(entry.facts) == ["desk_telephone", "is_open"]


def test_an_agent_and_the_lead_of_another_desk_read_it_and_change_nothing(client):
    from registration import roles

    community = registration.community()
    client.force_login(registration.desk_lead())
    answers = typed(client.get(change_page(community)), desk_hours="Never")
    for person in (registration.desk_agent(), engine.holder(roles.DESK_LEAD, engine.community())):
        person.refresh_from_db()
        client.force_login(person)
        assert 'name="_save"' not in text_of(client, change_page(community))
        assert client.post(change_page(community), answers).status_code == 403
    community.refresh_from_db()
    assert community.desk_hours != "Never"


def test_what_the_command_refuses_stands_above_the_page(client, monkeypatch):
    from iacs_portal.site.admin import community as module

    def refuse(**given):
        raise Refused("Not now.")

    community = registration.community()
    client.force_login(registration.desk_lead())
    answers = typed(client.get(change_page(community)), desk_hours="Never")
    monkeypatch.setattr(module, "set_community", refuse)
    assert "Not now." in client.post(change_page(community), answers, follow=True).content.decode()
