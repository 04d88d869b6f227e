"""A process of its own that sends a list in batches, as the worker does; killed in the middle, or left to finish.

    python -m tests.usergroups.sending

Says "in a batch" once it has asked some lines of its second batch, and goes on after a line on its input, or until it is killed.
"""

import sys
from typing import Any


def main() -> None:
    """Send, and stop once in the middle of the second batch."""
    import django

    django.setup()
    from usergroups.commands import provider_lists
    from usergroups.tasks import send_for

    real, asked = provider_lists.send_without_draft, []

    def stopping(**facts: Any) -> Any:
        request = real(**facts)
        asked.append(request.pk)
        if len(asked) == 14:
            print("in a batch", flush=True)
            sys.stdin.readline()
        return request

    provider_lists.send_without_draft = stopping  # type: ignore[assignment]  # the same, but it waits
    provider_lists.SHOWS_PROGRESS_AFTER = 60.0  # a batch of ten, however slow
    while send_for(60):
        pass


if __name__ == "__main__":
    main()
