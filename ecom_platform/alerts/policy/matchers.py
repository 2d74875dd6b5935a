"""What a route or a silence is about, and whether an incident is that.

Only the comparison belongs here; what follows from a match, in `alerts_config.py` and
`silences.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ecom_platform.alerts.messages.notification import NoticeSeverity
from ecom_platform.quality.results.check_result import Kind

Group = Literal[
    "raw",
    "staging",
    "intermediate",
    "marts",
    "provenance",
    "analytics",
    "published",
    "platform",
]


def _listed(value: Any) -> Any:
    """A single word counts as a list of one."""
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


@dataclass(frozen=True)
class Subject:
    """The sides of an incident by which it is routed or silenced."""

    severity: NoticeSeverity
    table: str
    check: str
    tag: str
    owner: str
    dimensions: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The layer of the table."""
        return self.table.partition(".")[0]

    @property
    def partners(self) -> tuple[str, ...]:
        """The partners it is about, where the check names any."""
        parts = [part.strip() for one in self.dimensions for part in one.split(",")]
        pairs = [part.partition("=") for part in parts]
        return tuple(value for name, _, value in pairs if name.startswith("partner"))


class Match(BaseModel):
    """What must be true of an incident: all keys given, one of the values of each.

    `*` in a value stands for anything, as in `marts.*`. An empty match fits every incident.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Annotated[
        tuple[Literal["warn", "error", "critical"], ...], BeforeValidator(_listed)
    ] = ()
    owner: Words = ()
    group: Annotated[tuple[Group, ...], BeforeValidator(_listed)] = ()
    tag: Annotated[tuple[Kind, ...], BeforeValidator(_listed)] = ()
    partner: Words = ()
    table: Words = ()
    check: Words = ()

    @classmethod
    def of(cls, **sides: str | None) -> Self:
        """A match with the sides that are given."""
        return cls.model_validate({name: value for name, value in sides.items() if value})

    def fits(self, subject: Subject) -> bool:
        """Whether the incident is what this is about."""
        return all(
            any(fnmatchcase(value, pattern) for value in values for pattern in patterns)
            for patterns, values in self._sides(subject)
            if patterns
        )

    def _sides(self, subject: Subject) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        is_critical = subject.severity == "critical"
        yield self.severity, ("error", "critical") if is_critical else (subject.severity,)
        yield self.owner, (subject.owner,)
        yield self.group, (subject.group,)
        yield self.tag, (subject.tag,)
        yield self.partner, subject.partners
        yield self.table, (subject.table,)
        yield self.check, (subject.check,)

    @property
    def sentence(self) -> str:
        """The match in words."""
        given = self.model_dump(exclude_defaults=True)
        words = [f"{name} {' or '.join(values)}" for name, values in given.items()]
        return ", ".join(words) or "everything"
