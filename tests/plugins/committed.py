"""A database in which a test's commits are real."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connections

from tests.plugins import databases

World = Callable[[], object]


@dataclass(frozen=True)
class CommittedDatabase:
    """A clone that one test uses. The addresses are for other processes (worker, management commands)."""

    name: str

    @property
    def url(self) -> str:
        """As the portal's role."""
        return databases.with_database(os.environ["DATABASE_URL"], self.name)

    @property
    def owner_url(self) -> str:
        """As the owner."""
        return databases.with_database(databases.owner_url(), self.name)

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment, with this database."""
        return os.environ | {
            "DATABASE_URL": self.url,
            "DATABASE_OWNER_URL": self.owner_url,
            "DJANGO_SETTINGS_MODULE": "iacs_portal.settings.test",
        }


class Worlds:
    """Databases that a function filled, one for each function, for tests to copy. Made when first asked for."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._filled: dict[World, str] = {}

    def filled_by(self, world: World) -> str:
        """The name of the database that `world` filled, to which nobody is connected. What it left in Valkey is gone."""
        if world not in self._filled:
            name = databases.clone(self._template, "world")
            before = str(connections["default"].settings_dict["NAME"])
            use_database(name)
            try:
                world()
            except BaseException:
                use_database(before)
                databases.drop(name)
                raise
            use_database(before)
            cache.clear()
            self._filled[world] = name
        return self._filled[world]

    def drop(self) -> None:
        """Drop them all."""
        for name in self._filled.values():
            databases.drop(name)
        self._filled.clear()


def use_database(name: str) -> None:
    """Let every connection made from now on, in any thread, go to the database `name`; this thread's is closed."""
    connections.close_all()
    connections.databases["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
