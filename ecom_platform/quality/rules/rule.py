"""The words in which a rule is declared: what must hold of a table, and how that is found out.

Put the shape of a declaration here. The declarations themselves stand in `rules/`; what measures
them is `measuring/`.
"""

from dataclasses import dataclass
from typing import Literal

from ecom_platform.quality.results.check_result import Severity

RuleKind = Literal[
    "completeness",
    "uniqueness",
    "validity",
    "integrity",
    "freshness",
    "volume",
    "schema",
    "distribution",
    "reconciliation",
    "business",
    "coverage",
]
Form = Literal["count", "share", "mean"]
Direction = Literal["both", "high", "low"]


@dataclass(frozen=True)
class Row:
    """Every row must satisfy a predicate.

    Attributes:
        holds: SQL over the table's columns; null counts as failed.
    """

    holds: str


@dataclass(frozen=True)
class Unique:
    """No two rows agree in all of these columns.

    Of the changed days only those days are compared with each other, so that the nightly check
    does not read the history; the weekly one compares everything.

    Attributes:
        columns: SQL expressions; a null equals a null.
        where: SQL predicate for the rows it is about; empty for all.
    """

    columns: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True)
class Query:
    """A query must find nothing.

    Attributes:
        failing: SELECT of what is wrong, a row each. `{days}` in it stands for the predicate that
            keeps to the checked days, `{evaluated}` for the one that keeps to the few newest of
            them, `{history}` for the weeks before those, and `{day}` for the SQL of a row's day.
            A column `day` says which day is wrong, `dimension` which part of the table, `amount`
            and `currency` the money at stake.
        finding: the message, a sentence with the columns of the first row in braces.
    """

    failing: str
    finding: str


@dataclass(frozen=True)
class DayMeasure:
    """A measure of each day must be what the days before let expect.

    Attributes:
        form: `count` is the sum of `value`, `mean` the sum of `value` per `weight`, `share` the
            part of the rows for which the predicate `value` is true.
        value: SQL over the table's columns, for one row.
        weight: SQL for what a mean is taken over; for counts and shares it is the row.
        dimension: SQL for the part of the table a series is about; empty for the whole feed.
        where: SQL predicate for the rows it is about; empty for all.
        direction: on which side a surprise is told.
        min_rows: expected rows (of a mean: weight) a day below which a series is not judged.
        error_below: an error at or below this: of counts and means a multiple of what is expected,
            of shares a distance from it; None when too little is never an error.
        error_above: the same for too much.
        fills_late: the newest day may still be filling, and is then not judged to be too low.
    """

    form: Form
    value: str = "1"
    weight: str = "1"
    dimension: str = ""
    where: str = ""
    direction: Direction = "both"
    min_rows: float = 30
    error_below: float | None = None
    error_above: float | None = None
    fills_late: bool = False


@dataclass(frozen=True)
class Freshness:
    """A feed must keep its pace.

    Attributes:
        of: `others` compares its last day with that of the feed that is furthest; `nights` counts
            the checks in a row that brought it no new day.
    """

    of: Literal["others", "nights"]


Check = Row | Unique | Query | DayMeasure | Freshness


@dataclass(frozen=True)
class Rule:
    """One thing that must hold of one table.

    Attributes:
        name: a sentence in one word.
        table: `schema.table`.
        about: what must hold, why, and what to do when it does not.
        check: how it is found out.
        severity: `error` keeps readers from the table, `warn` tells someone. A day measure can
            only warn, unless it passes its error limits.
        owner: who answers for it.
        money: SQL over the columns of a failing row for the money at stake; empty for none.
        currency: SQL for the currency of that money.
    """

    name: str
    table: str
    about: str
    kind: RuleKind
    check: Check
    severity: Severity
    owner: str
    money: str = ""
    currency: str = "''"

    @property
    def check_id(self) -> str:
        """The id of its outcome."""
        return f"rule.{self.table}.{self.name}"

    @property
    def threshold(self) -> str:
        """What must hold, as a sentence."""
        return f"{self.about.split('. ')[0].rstrip('.')}."


@dataclass(frozen=True)
class Declare:
    """Declares rules of one table, which share its owner and money.

    Attributes:
        money: SQL over the rows of the table; row rules and uniqueness add it up.
        currency: SQL for the currency of that money.
    """

    table: str
    owner: str
    money: str = ""
    currency: str = "''"

    def __call__(
        self, name: str, kind: RuleKind, about: str, check: Check, severity: Severity = "error"
    ) -> Rule:
        """One rule of the table."""
        is_of_rows = isinstance(check, (Row, Unique))
        return Rule(
            name=name,
            table=self.table,
            about=about,
            kind=kind,
            check=check,
            severity=severity,
            owner=self.owner,
            money=self.money if is_of_rows else "",
            currency=self.currency if is_of_rows else "''",
        )
