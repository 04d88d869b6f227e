#!/usr/bin/env python
"""Run a management command. `migrate` works as the database's owner, everything else as the portal's own role."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iacs_portal.settings.dev")
    if sys.argv[1:2] == ["migrate"]:
        os.environ["ACT_AS_DATABASE_OWNER"] = "1"
    from django.core.management import execute_from_command_line  # the settings module must be named first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
