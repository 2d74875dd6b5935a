"""The result of a drill, and whether its goal is met.

How the results are shown is in `scorecard_page.py`.
"""

from dataclasses import dataclass

from ecom_platform.fault_injection.fault import Severity

CAUGHT_SHARE_GOAL = 0.95


@dataclass(frozen=True)
class InjectionResult:
    """The result of planting one fault in one size.

    Attributes:
        night: the night in which a check noticed it; None when none did.
        noticed_as: the highest severity of the checks that noticed it.
        checks: the checks that noticed it, those of raw tables first.
        leaked: published marts that showed wrong rows; only nights with the obvious size publish.
        seconds: how long the nights took.
    """

    fault: str
    size: str
    severity: Severity
    is_obvious: bool
    feed: str
    night: int | None
    noticed_as: str
    checks: tuple[str, ...]
    leaked: tuple[str, ...]
    seconds: float

    @property
    def is_caught(self) -> bool:
        """Whether a check noticed the fault; for a harmless fault: whether nothing was affected."""
        if self.severity == "harmless":
            return self.night is None and not self.leaked
        return self.night is not None

    @property
    def is_held(self) -> bool:
        """Whether readers saw no wrong rows."""
        return not self.leaked

    @property
    def sentence(self) -> str:
        """The result as one sentence."""
        caught = "caught" if self.is_caught else "MISSED"
        noticed = ""
        if self.night is not None:
            noticed = f", in night {self.night} as {self.noticed_as} by {self.checks[0]}"
        kept = "readers kept from it" if self.is_held else f"shown in {', '.join(self.leaked)}"
        readers = f"; {kept}" if self.is_obvious else ""
        return f"{self.fault} ({self.size}, {self.feed}): {caught}{noticed}{readers}."


@dataclass(frozen=True)
class Scorecard:
    """The result of a drill.

    Attributes:
        company: whose files were used.
        injections: every result, by fault, the largest size first.
        impossible: faults that cannot happen to any feed of this company.
        false_alarms: checks that failed in nights without a fault, a sentence each.
        known_alarms: checks that already failed before the drill; they do not count.
    """

    company: str
    injections: tuple[InjectionResult, ...]
    impossible: tuple[str, ...]
    false_alarms: tuple[str, ...]
    known_alarms: tuple[str, ...]

    @property
    def obvious(self) -> list[InjectionResult]:
        """The result of each fault at its obvious size."""
        return [injection for injection in self.injections if injection.is_obvious]

    @property
    def missed(self) -> list[InjectionResult]:
        """The results of the faults that were not caught at their obvious size."""
        return [injection for injection in self.obvious if not injection.is_caught]

    @property
    def shown_to_readers(self) -> list[InjectionResult]:
        """The results of the faults whose wrong data readers saw, at their obvious size."""
        return [
            injection
            for injection in self.obvious
            if injection.severity == "error" and injection.leaked
        ]

    @property
    def caught_share(self) -> float:
        """The share of the fault classes that are caught at the obvious size, from 0 to 1."""
        return 1 - len(self.missed) / len(self.obvious) if self.obvious else 0.0

    @property
    def is_met(self) -> bool:
        """Whether enough faults were caught, readers saw no wrong data, and no alarm was false."""
        are_enough_caught = self.caught_share >= CAUGHT_SHARE_GOAL
        return are_enough_caught and not self.shown_to_readers and not self.false_alarms

    def smallest_caught(self, fault: str) -> InjectionResult | None:
        """The result of the smallest size of a fault that was caught; None when none was."""
        caught = [
            injection
            for injection in self.injections
            if injection.fault == fault and injection.is_caught
        ]
        return caught[-1] if caught else None

    @property
    def sentence(self) -> str:
        """The result of the drill as one sentence."""
        met = "The goal is met" if self.is_met else "The goal is missed"
        return (
            f"{met}: {len(self.obvious) - len(self.missed)} of {len(self.obvious)} fault classes "
            f"({self.caught_share:.1%}) are caught at the obvious size, "
            f"{len(self.shown_to_readers)} with wrong data were shown to readers, and "
            f"{len(self.false_alarms)} false alarms were raised in the nights without a fault."
        )
