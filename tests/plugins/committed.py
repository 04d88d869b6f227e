"""A database in which a test's commits are real."""

import os
from dataclasses import dataclass

from django.db import connections

from tests.plugins import databases


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


def use_database(name: str) -> None:
    """Let every connection made from now on, in any thread, go to the database `name`; this thread's is closed."""
    connections.close_all()
    connections.databases["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
