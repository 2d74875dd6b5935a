"""Whether an incident matches a route or a silence.

This module only compares; `routing.py` and `silences.py` decide what a match means.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ecom_platform.alerts.messages.notification import NotificationSeverity
from ecom_platform.quality.results.check_result import Kind

Layer = Literal[
    "raw",
    "staging",
    "intermediate",
    "marts",
    "provenance",
    "analytics",
    "published",
    "platform",
]


def _as_list(value: Any) -> Any:
    """The value as a list: the alerts file may state a single value without brackets."""
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]


@dataclass(frozen=True)
class Subject:
    """The properties of an incident that routes and silences match."""

    severity: NotificationSeverity
    table: str
    check: str
    tag: str
    owner: str
    dimensions: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The layer of the table, such as `marts`."""
        return self.table.partition(".")[0]

    @property
    def partners(self) -> tuple[str, ...]:
        """The partners in its dimension values, such as `P-7` of `partner_id=P-7`."""
        partner_ids = []
        for dimension in self.dimensions:
            for pair in dimension.split(","):
                name, _, value = pair.strip().partition("=")
                if name.startswith("partner"):
                    partner_ids.append(value)
        return tuple(partner_ids)


class Match(BaseModel):
    """A condition on incidents: every given key must match by at least one of its values.

    `*` in a value stands for any text, as in `marts.*`. An empty match matches every incident.

    >>> orders = Subject("error", "raw.orders", "keys_are_unique", tag="rule", owner="")
    >>> Match(table="raw.*", severity="error").matches(orders)
    True
    >>> Match(table="marts.*").matches(orders)
    False
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Annotated[
        tuple[Literal["warn", "error", "critical"], ...], BeforeValidator(_as_list)
    ] = ()
    owner: Names = ()
    group: Annotated[tuple[Layer, ...], BeforeValidator(_as_list)] = ()
    tag: Annotated[tuple[Kind, ...], BeforeValidator(_as_list)] = ()
    partner: Names = ()
    table: Names = ()
    check: Names = ()

    @classmethod
    def of(cls, **keys: str | None) -> Self:
        """A match with those keys that have a value."""
        return cls.model_validate({name: value for name, value in keys.items() if value})

    def matches(self, subject: Subject) -> bool:
        """Whether the incident matches every given key."""
        return all(
            _matches_any(values, patterns)
            for patterns, values in self._patterns_and_values(subject)
            if patterns
        )

    def _patterns_and_values(
        self, subject: Subject
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The patterns of each key, and the values of the incident to compare them with.

        A critical incident also matches the patterns of errors.
        """
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
        """The match as people read it, such as `table raw.orders, severity warn or error`."""
        given = self.model_dump(exclude_defaults=True)
        conditions = [f"{name} {' or '.join(values)}" for name, values in given.items()]
        return ", ".join(conditions) or "everything"


def _matches_any(values: Iterable[str], patterns: Iterable[str]) -> bool:
    """Whether one of the values matches one of the patterns."""
    return any(fnmatchcase(value, pattern) for value in values for pattern in patterns)
