"""The main job on real input, through the real pages, with worker and mail server running.

    python -m tests.journey --file CMS.csv [--organizations 300] [--people 12] [--officials-only]

Where bad_inputs.csv and bad_npis.csv lie beside the file, each of their rows is typed too. Prints the times of each stage, refusals
by kind, field and reason, and one line of figures last. Exit status 1 when a mail is missing or came twice, an organization or
practitioner is neither approved nor refused, one that is right was refused, or something wrong was treated otherwise than
expected.csv says.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests.journey.run import Journey


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(prog="make journey", description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="a CSV in the layout of the CMS dissemination file")
    parser.add_argument(
        "--organizations",
        type=int,
        default=300,
        help="how many of the file, from its beginning, and as many practitioners",
    )
    parser.add_argument(
        "--officials-only",
        action="store_true",
        help="leave out the people below officials, and all but the practitioners whom the company asks",
    )
    parser.add_argument("--people", type=int, default=12, help="how many are at work at once")
    options = parser.parse_args()
    if not options.file.is_file():
        parser.error(f"there is no file {options.file}: name one with FILE=")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # as Ctrl-C: what was started is stopped
    with tempfile.TemporaryDirectory(prefix="iacs-journey-") as folder:
        journey = Journey(
            options.file, options.organizations, options.people, with_everybody=not options.officials_only
        )
        return journey.run(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
