"""Renaming and closing a group."""

from django.urls import reverse

from registration.models import Organization
from tests.accessibility.listing import Visit, fill_and_press, page, press
from tests.factories import chain
from usergroups.commands.changing import close_group


def _visit(verb, group, act=None):
    organization = Organization.objects.get(pk=group.provider_id)
    return Visit(reverse(f"group_changes:{verb}", args=[group.pk]), user=chain.head_of(organization), act=act)


def _closed():
    group = chain.group()
    head = chain.head_of(Organization.objects.get(pk=group.provider_id))
    return close_group(actor=head, group_key=group.pk, reason="The work has moved.")


@page("group_changes:rename", "full")
def _():
    return _visit("rename", chain.group())


@page("group_changes:rename", "error: name taken")
def _():
    group = chain.group()
    chain.group(Organization.objects.get(pk=group.provider_id), "Front desk")
    return _visit("rename", group, fill_and_press({"Name of the group": "front desk"}, "Rename the group"))


@page("group_changes:rename", "closed")
def _():
    return _visit("rename", _closed())


@page("group_changes:close", "with people and requests")
def _():
    group = chain.group()
    chain.administrator_of(group)
    chain.end_user_of(group)
    chain.asks_to_join(group)
    return _visit("close", group)


@page("group_changes:close", "nobody in it")
def _():
    return _visit("close", chain.group())


@page("group_changes:close", "error: no reason")
def _():
    return _visit("close", chain.group(), press("Close the group"))


@page("group_changes:close", "closed")
def _():
    return _visit("close", _closed())


@page("group_changes:close", "with many people and requests")
def _():
    group = chain.group()
    chain.administrator_of(group)
    for _number in range(27):
        chain.end_user_of(group)
        chain.asks_to_join(group)
    return _visit("close", group)
