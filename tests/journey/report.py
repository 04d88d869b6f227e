"""What the journey saw: times by stage, refusals, and what should not have been."""

import statistics
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ORGANIZATION = "organization"


@dataclass(frozen=True)
class Refusal:
    """A provider that the portal refused: at which page and field, its sentence, and as what it registered."""

    npi: str
    page: str
    field: str
    sentence: str
    kind: str = ORGANIZATION


class Report:
    """Written by many threads at once."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._times: defaultdict[str, list[float]] = defaultdict(list)
        self._approved: defaultdict[str, list[str]] = defaultdict(list)
        self.roles: Counter[str] = Counter()
        self.refused: list[Refusal] = []
        self.faults: list[str] = []
        self._now = self.peak = 0

    def took(self, stage: str, seconds: float) -> None:
        """One page, or one wait, of a stage."""
        with self._writing:
            self._times[stage].append(seconds)

    def approve(self, npi: str, kind: str = ORGANIZATION) -> None:
        """A provider is registered as `kind`, and its official, or she herself, knows."""
        with self._writing:
            self._approved[kind].append(npi)

    def approved(self, kind: str = ORGANIZATION) -> set[str]:
        """The NPIs of those that are registered as `kind`."""
        return set(self._approved[kind])

    def refused_as(self, kind: str = ORGANIZATION) -> set[str]:
        """The NPIs of those that were refused as `kind`."""
        return {refusal.npi for refusal in self.refused if refusal.kind == kind}

    def let_in(self, role: str) -> None:
        """Somebody holds the role that she asked for, and knows."""
        with self._writing:
            self.roles[role] += 1

    def refuse(self, refusal: Refusal) -> None:
        """The portal told a person what it does not accept."""
        with self._writing:
            self.refused.append(refusal)

    def fault(self, sentence: str) -> None:
        """Something that should not have been; the journey fails. Told at once."""
        with self._writing:
            self.faults.append(sentence)
            print(f"FAULT {sentence}", flush=True)

    @contextmanager
    def somebody_at_work(self) -> Iterator[None]:
        """Count the people who are at it at once."""
        with self._writing:
            self._now += 1
            self.peak = max(self.peak, self._now)
        try:
            yield
        finally:
            with self._writing:
                self._now -= 1

    def times(self) -> list[str]:
        """A line for each stage, in the order in which they were first seen: how many, median, 95th of 100, longest, in ms."""
        lines = [f"{'stage':<24} {'pages':>6} {'median':>9} {'95 %':>9} {'longest':>9}"]
        for stage, seconds in self._times.items():
            ordered = sorted(seconds)
            late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
            figures = (statistics.median(ordered), late, ordered[-1])
            lines.append(f"{stage:<24} {len(ordered):>6}" + "".join(f"{1000 * figure:>7.0f} ms" for figure in figures))
        return lines

    def refusals(self) -> list[str]:
        """How often which field was refused, and why; each kind apart."""
        counted = Counter((refusal.kind, refusal.page, refusal.field, refusal.sentence) for refusal in self.refused)
        return [
            f"refused {count} x {kind} at {page}, {field}: {sentence}"
            for (kind, page, field, sentence), count in sorted(counted.items())
        ]
