"""What a drill found out, and whether the goal is met.

Only figures; how they are shown belongs in `scorecard_page.py`.
"""

from dataclasses import dataclass

from ecom_platform.fault_injection.fault import Severity

CAUGHT_SHARE_GOAL = 0.95


@dataclass(frozen=True)
class InjectionResult:
    """One fault in one size.

    Attributes:
        night: in which night it was noticed; None when it never was.
        told_as: the gravest severity it was noticed with.
        checks: the checks that noticed, the first causes first.
        leaked: published marts that showed what was neither there before nor right; only nights
            with the obvious size publish.
    """

    fault: str
    size: str
    severity: Severity
    is_obvious: bool
    feed: str
    night: int | None
    told_as: str
    checks: tuple[str, ...]
    leaked: tuple[str, ...]
    seconds: float

    @property
    def is_caught(self) -> bool:
        """Whether somebody was told; of a harmless fault, that readers saw no change of it."""
        if self.severity == "harmless":
            return self.night is None and not self.leaked
        return self.night is not None

    @property
    def is_held(self) -> bool:
        """Whether readers were kept from it."""
        return not self.leaked

    @property
    def sentence(self) -> str:
        """What became of it, in a line."""
        caught = "caught" if self.is_caught else "MISSED"
        told = (
            f", in night {self.night} as {self.told_as} by {self.checks[0]}" if self.night else ""
        )
        kept = "readers kept from it" if self.is_held else f"shown in {', '.join(self.leaked)}"
        readers = f"; {kept}" if self.is_obvious else ""
        return f"{self.fault} ({self.size}, {self.feed}): {caught}{told}{readers}."


@dataclass(frozen=True)
class Scorecard:
    """The result of a drill.

    Attributes:
        company: whose files were drilled on.
        trials: every trial, by fault, the largest size first.
        impossible: faults that can happen to no feed of this company.
        false_alarms: what rang in nights without a fault, a sentence each.
        standing: what already rang before the drill, and so counts for nothing.
    """

    company: str
    injections: tuple[InjectionResult, ...]
    impossible: tuple[str, ...]
    false_alarms: tuple[str, ...]
    standing: tuple[str, ...]

    @property
    def obvious(self) -> list[InjectionResult]:
        """The trials at the size a person would call obvious."""
        return [injection for injection in self.injections if injection.is_obvious]

    @property
    def missed(self) -> list[InjectionResult]:
        """The faults nobody was told of at their obvious size."""
        return [injection for injection in self.obvious if not injection.is_caught]

    @property
    def unheld(self) -> list[InjectionResult]:
        """The faults with wrong data that readers saw at their obvious size."""
        return [
            injection
            for injection in self.obvious
            if injection.severity == "error" and injection.leaked
        ]

    @property
    def caught_share(self) -> float:
        """Which part of the fault classes is caught at the obvious size."""
        return 1 - len(self.missed) / len(self.obvious) if self.obvious else 0.0

    @property
    def is_met(self) -> bool:
        """Whether the goal is met."""
        is_caught = self.caught_share >= CAUGHT_SHARE_GOAL
        return is_caught and not self.unheld and not self.false_alarms

    def smallest_caught(self, fault: str) -> InjectionResult | None:
        """The trial of the smallest size that was caught."""
        caught = [
            injection
            for injection in self.injections
            if injection.fault == fault and injection.is_caught
        ]
        return caught[-1] if caught else None

    @property
    def sentence(self) -> str:
        """The verdict in a line."""
        met = "The goal is met" if self.is_met else "The goal is missed"
        return (
            f"{met}: {len(self.obvious) - len(self.missed)} of {len(self.obvious)} fault classes "
            f"({self.caught_share:.1%}) are caught at the obvious size, {len(self.unheld)} with "
            f"wrong data were shown to readers, {len(self.false_alarms)} false alarms rang in the "
            "nights without a fault."
        )
