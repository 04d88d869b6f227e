"""Of whom the officials of a provider are told: everybody who gets in, once."""

import datetime

import pytest

from iacs_portal.core import clock
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from iacs_portal.roles.commands import end, restore, suspend
from iacs_portal.roles.models import RoleAssignment
from tests.factories import chain, practitioners, registration, surrogates
from tests.statements import counted
from usergroups.commands import new_people as clocks
from usergroups.commands.companies import create_team
from usergroups.commands.links import change_team_of_link, end_link, keep_out, let_in_again, renew_link
from usergroups.commands.new_people import tell_of_new_people
from usergroups.models import TrailPlace, UserGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(time_machine):
    def move(**time):
        time_machine.move_to(clock.now() + datetime.timedelta(**time or {"minutes": 30}), tick=False)

    move(minutes=0)
    return move


@pytest.fixture
def company():
    return surrogates.company()


@pytest.fixture
def link(company, later):
    made = surrogates.link(company)
    later()
    assert tell_of_new_people() == 0
    return made


@pytest.fixture
def team(company):
    return surrogates.team_of(company)


def told():
    """Whom each mail names, in the order of the mails, for one official of each provider."""
    found = Message.objects.filter(message="new_people").order_by("pk")
    return [sorted(mail.facts["lines"]) for mail in found]


def named(*people):
    return sorted(person.get_full_name() for person in people)


def official_of(link):
    return chain.head_of(link.provider.organization_row)


def hour_passes(later):
    later(hours=1)
    return tell_of_new_people()


def leaves(person, role="team_member"):
    held = RoleAssignment.objects.get(user=person, role=role, ended_at=None)
    end(actor=None, assignment_id=held.pk, reason="over")


def other_team(company):
    return create_team(actor=company.founder, company_key=company.pk, name="Night shift")


def change_team(link, team):
    change_team_of_link(actor=link.company.founder, link_key=link.pk, team_key=team.pk)


def test_somebody_let_in_is_told_of_once(link, team, later):
    first = surrogates.member_of(team)
    assert hour_passes(later) == 2
    second = surrogates.member_of(team)
    assert hour_passes(later) == 2
    assert hour_passes(later) == 0
    assert told() == [named(first)] * 2 + [named(second)] * 2
    assert Message.objects.filter(message="new_people", to=official_of(link).email).count() == 2


def test_each_provider_that_the_team_serves_is_told_with_its_officials(company, link, team, later):
    backup = chain.backup_of(link.provider.organization_row)
    surrogates.member_of(team)
    hour_passes(later)
    found = Message.objects.filter(message="new_people")
    assert found.filter(to__in=[backup.email, official_of(link).email]).count() == 2
    assert found.count() == 3


def test_who_was_let_in_minutes_ago_is_told_of_by_the_next_clock(link, team, later):
    surrogates.member_of(team)
    later(minutes=5)
    assert tell_of_new_people() == 0
    later(minutes=6)
    assert tell_of_new_people() == 2


def test_people_whom_the_approval_named_are_not_new(company, team, later):
    surrogates.member_of(team)
    later()
    tell_of_new_people()
    Message.objects.all().delete()
    surrogates.link(company)
    assert hour_passes(later) == 0
    assert told() == []


def test_somebody_let_in_while_the_provider_decided_is_told_of(company, team, later):
    request = surrogates.asks_to_work(company)
    later()
    tell_of_new_people()
    member = surrogates.member_of(team)
    later(minutes=1)
    surrogates.approved(request)
    assert hour_passes(later) == 2
    assert told() == [named(member)] * 2


def test_who_left_before_the_clock_came_is_not_named_and_is_told_of_when_she_comes_back(link, team, later):
    member = surrogates.member_of(team)
    later(minutes=20)
    leaves(member)
    assert hour_passes(later) == 0
    surrogates.member_of(team, member)
    assert hour_passes(later) == 2
    assert told() == [named(member)] * 2


def test_who_leaves_in_the_minutes_that_a_clock_leaves_out_is_still_told_of_later(link, team, later):
    member = surrogates.member_of(team)
    later(minutes=15)
    leaves(member)
    later(minutes=1)
    assert tell_of_new_people() == 0
    surrogates.member_of(team, member)
    assert hour_passes(later) == 2


def test_somebody_who_left_and_was_let_in_anew_is_told_of_anew(link, team, later):
    member, other = surrogates.member_of(team), surrogates.member_of(team)
    hour_passes(later)
    leaves(member)
    third = surrogates.member_of(team)
    hour_passes(later)
    surrogates.member_of(team, member)
    hour_passes(later)
    assert told() == [named(member, other)] * 2 + [named(third)] * 2 + [named(member)] * 2


def test_another_team_brings_those_in_who_were_not_in_the_one_before(company, link, team, later):
    stays, only_old = surrogates.member_of(team), surrogates.member_of(team)
    hour_passes(later)
    Message.objects.all().delete()
    night = other_team(company)
    surrogates.member_of(night, stays)
    new = surrogates.member_of(night)
    hour_passes(later)
    assert told() == []
    change_team(link, night)
    assert hour_passes(later) == 1
    assert hour_passes(later) == 0
    assert told() == [named(new)]
    change_team(link, team)
    assert hour_passes(later) == 1
    assert told() == [named(new), named(only_old)]


def test_a_team_that_is_changed_back_before_the_clock_comes_is_no_news(company, link, team, later):
    surrogates.member_of(team)
    hour_passes(later)
    Message.objects.all().delete()
    night = other_team(company)
    surrogates.member_of(night)
    change_team(link, night)
    later(minutes=5)
    change_team(link, team)
    assert hour_passes(later) == 0
    assert told() == []


def test_a_new_team_and_a_new_member_of_it_on_one_day_are_one_mail(company, link, later):
    night = other_team(company)
    first = surrogates.member_of(night)
    later(minutes=5)
    change_team(link, night)
    later(minutes=5)
    second = surrogates.member_of(night)
    assert hour_passes(later) == 1
    assert hour_passes(later) == 0
    assert told() == [named(first, second)]


def test_who_is_kept_out_is_not_named_and_no_news_when_she_is_let_in_again(company, link, team, later):
    member = surrogates.member_of(team)
    kept = keep_out(actor=official_of(link), link_key=link.pk, person_key=member.pk)
    assert hour_passes(later) == 1
    assert not Message.objects.filter(message="new_people", to=official_of(link).email).exists()
    let_in_again(actor=official_of(link), exclusion_id=kept.pk)
    assert hour_passes(later) == 0
    leaves(member)
    later()
    surrogates.member_of(team, member)
    assert hour_passes(later) == 2


def test_who_decides_there_is_told_of_when_she_stops_deciding(link, team, later):
    backup = chain.backup_of(link.provider.organization_row)
    surrogates.member_of(team, backup)
    assert hour_passes(later) == 1
    leaves(backup, "backup_security_official")
    later(minutes=5)
    assert tell_of_new_people() == 0
    assert hour_passes(later) == 1
    assert hour_passes(later) == 0
    assert Message.objects.get(message="new_people", to=official_of(link).email).facts["lines"] == named(backup)


def test_a_suspension_is_no_absence(link, team, later):
    member = surrogates.member_of(team)
    hour_passes(later)
    held = RoleAssignment.objects.get(user=member, ended_at=None)
    suspend(actor=None, assignment_id=held.pk, reason="silence")
    assert hour_passes(later) == 0
    restore(actor=None, assignment_id=held.pk, reason="back")
    assert hour_passes(later) == 0


def test_nobody_is_told_of_at_a_link_that_has_ended(link, team, later):
    surrogates.member_of(team)
    end_link(actor=official_of(link), link_key=link.pk, reason="over")
    assert hour_passes(later) == 1
    assert not Message.objects.filter(message="new_people", to=official_of(link).email).exists()


def test_a_renewal_by_another_administrator_is_no_news(company, link, later, time_machine):
    other = surrogates.further_administrator_of(company)
    leaves(company.founder, "company_administrator")
    held = RoleAssignment.objects.get(scope=link.pk, ended_at=None)
    end(actor=None, assignment_id=held.pk, reason="left")
    link.refresh_from_db()
    time_machine.move_to(link.until - datetime.timedelta(days=20), tick=False)
    surrogates.approved(renew_link(actor=other, link_key=link.pk))
    assert hour_passes(later) == 0


def test_a_clock_that_was_away_for_weeks_misses_nobody(link, team, later):
    first = surrogates.member_of(team)
    later(days=20)
    second = surrogates.member_of(team)
    later(days=20)
    assert tell_of_new_people() == 2
    assert told() == [named(first, second)] * 2


def test_one_link_that_fails_stops_no_other_and_is_told_of_later(monkeypatch, link, team, later):
    surrogates.member_of(team)
    later(hours=1)
    place = TrailPlace.objects.get().entry_key
    asked = clocks.new_people

    def fails(of, *, at):
        if of.pk == link.pk:
            raise ValueError("broken")
        return asked(of, at=at)

    with monkeypatch.context() as patched:
        patched.setattr(clocks, "new_people", fails)
        assert tell_of_new_people() == 1
    assert TrailPlace.objects.get().entry_key == place
    assert hour_passes(later) == 1
    assert TrailPlace.objects.get().entry_key > place
    assert len(told()) == 2


def test_many_links_are_told_of_some_at_a_time_and_a_clock_goes_on_where_it_was(monkeypatch, company, team, later):
    for _number in range(5):
        surrogates.link(company)
    later()
    tell_of_new_people()
    surrogates.member_of(team)
    later(hours=1)
    monkeypatch.setattr(clocks, "TOGETHER", 2)
    command, batches = clocks.tell_of_new_people_at, []

    def killed_at_the_second(**arguments):
        batches.append(len(arguments["link_keys"]))
        if len(batches) == 2:
            raise KeyboardInterrupt
        return command(**arguments)

    with monkeypatch.context() as patched:
        patched.setattr(clocks, "tell_of_new_people_at", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            tell_of_new_people()
    assert len(told()) == 2
    assert tell_of_new_people() == 4
    assert (max(batches), len(told())) == (2, 6)


def test_an_hour_in_which_nothing_happened_asks_two_statements(link, later):
    later(hours=1)
    tell_of_new_people()
    with counted() as statements:
        assert tell_of_new_people() == 0
    assert len(statements) == 2, str(statements)


@pytest.mark.parametrize("members", [1, 30])
def test_a_link_asks_the_same_for_one_new_person_and_for_many(link, team, later, members):
    for _number in range(members):
        surrogates.member_of(team)
    later(hours=1)
    with counted() as statements:
        clocks.tell_of_new_people_at(actor=None, link_keys=[link.pk], at=clock.now() - datetime.timedelta(minutes=10))
    assert len(statements) <= 7, str(statements)


def test_the_mail_names_25_and_says_how_many_more(link, team, later):
    for _number in range(27):
        surrogates.member_of(team)
    hour_passes(later)
    mail = Message.objects.filter(message="new_people").first()
    text = render("new_people", mail.facts).text
    assert "27 new people of" in text
    assert "And 2 more" in text
    assert (
        f"/links/{link.pk}/"
        in render("new_people", Message.objects.get(to=official_of(link).email, message="new_people").facts).text
    )


def test_a_practitioner_is_told_as_officials_are(company, team, later):
    practitioner = practitioners.approved(practitioners.request())
    surrogates.link(company, practitioner)
    later()
    surrogates.member_of(team)
    hour_passes(later)
    mail = Message.objects.get(message="new_people", to=surrogates.decider_of(practitioner).email)
    text = render("new_people", mail.facts).text
    assert "organization" not in text
    assert "official" not in text


def test_a_role_below_the_provider_that_ends_is_read_and_changes_nothing(link, later):
    member = chain.end_user_of(chain.group(link.provider.organization_row), registration.known_person())
    leaves(member, "end_user")
    assert hour_passes(later) == 0
    assert UserGroup.objects.get(pk=link.pk).told_team_id == link.team_id
