"""How a rule is declared: what must hold of a table, and the form of check that finds out.

Rules are declared in `feeds/` and `tables/`, and evaluated in `quality/evaluation`.
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


TOLERATED = 0.01  # of the rows and of the money of the checked days may be doubtful
OF_A_DAY = 5  # times the tolerated share may be doubtful on any one of several checked days


@dataclass(frozen=True)
class Row:
    """Every row must satisfy a predicate; a few doubtful rows are told, and hold nothing.

    The rule fails as an error when more is doubtful than it tolerates: of the checked days
    together, or five times as much on one of them. Its `about` says why it tolerates that much.

    Attributes:
        holds: SQL over the table's columns; null counts as failed.
        tolerated_rows: the share of the rows of the checked days.
        tolerated_money: the share of their money, in each currency.
    """

    holds: str
    tolerated_rows: float = TOLERATED
    tolerated_money: float = TOLERATED


def exact(holds: str) -> Row:
    """A row rule that tolerates no row.

    For keys, for what the platform made itself, and for numbers of which a single row can spoil
    a sum although its money is ordinary, such as a quantity that has no price.
    """
    return Row(holds, tolerated_rows=0.0, tolerated_money=0.0)


@dataclass(frozen=True)
class Unique:
    """No two rows are equal in all of these columns.

    The nightly check compares the changed days with each other only, so that it does not read the
    history; the weekly check compares all rows.

    Attributes:
        columns: SQL expressions; nulls are equal to each other.
        where: SQL predicate for the rows to check; empty for all.
    """

    columns: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True)
class Query:
    """A query must return no row.

    Attributes:
        failing: SELECT of what is wrong, a row each. Placeholders are replaced by SQL: `{days}` by
            the predicate for the checked days, `{evaluated}` for the newest of them, `{history}`
            for the eight weeks before those, `{day}` by the day of a row, and, in a table without
            days, `{whole_table}` by the day under which the whole table is stored as checked. The
            column `day` says which day is wrong, `dimension` which part of the table; `amount` and
            `currency` are the money at stake.
        finding: the message, a sentence with columns of the first row in braces.
        tolerated_rows: as in `Row`, for a query that returns single rows of the table; the money
            of a row is its `amount`, and the days are the evaluated ones.
        tolerated_money: as in `Row`.
    """

    failing: str
    finding: str
    tolerated_rows: float = 0.0
    tolerated_money: float = 0.0


@dataclass(frozen=True)
class DayMeasure:
    """A measure of each day must lie in the range that earlier days predict.

    Attributes:
        form: `count` is the sum of `value`, `mean` the sum of `value` per `weight`, `share` the
            part of the rows for which the predicate `value` is true.
        value: SQL over the table's columns, for one row.
        weight: SQL for the denominator of a mean; counts and shares weigh each row once.
        dimension: SQL for the value that splits the feed into series; empty for one series.
        where: SQL predicate for the rows to check; empty for all.
        direction: which deviations fail: too `high`, too `low`, or `both`.
        min_rows: expected rows a day (of a mean: weight), below which a series is not evaluated.
        error_below: the limit at or below which a failure is an error: for counts and means a
            multiple of the expected value, for shares a distance below it; None for no limit.
        error_above: the same for values that are too high.
        fills_late: the newest day may still be filling, so a low count of it does not fail, nor
            does any mean or share.
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

    @property
    def has_error_limits(self) -> bool:
        """Whether a value can be so far off that it is an error."""
        return self.error_below is not None or self.error_above is not None


@dataclass(frozen=True)
class Freshness:
    """A feed must keep bringing new days.

    Attributes:
        of: `others` compares its newest day with the newest day of all feeds; `nights` counts the
            checks in a row that brought no new day.
    """

    of: Literal["others", "nights"]


Check = Row | Unique | Query | DayMeasure | Freshness


@dataclass(frozen=True)
class Rule:
    """One thing that must hold of one table.

    Attributes:
        name: the rule as a sentence, such as `amounts_are_positive`.
        table: `schema.table`.
        about: what must hold, why, and what to do when it does not. Its first sentence is the
            threshold that messages repeat.
        check: how it is checked.
        severity: `error` holds readers back from what the rule concerns, `warn` only notifies the
            owner and never holds anything. Of an error rule, what is tolerated only warns, and so
            does a day measure within its error limits.
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
        """The id of its check results."""
        return f"rule.{self.table}.{self.name}"

    @property
    def threshold(self) -> str:
        """What must hold: the first sentence of `about`."""
        return f"{self.about.split('. ')[0].rstrip('.')}."


@dataclass(frozen=True)
class Declare:
    """Declares rules of one table, which share an owner and the SQL for money.

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
        """A rule of the table; a day measure without error limits can only warn."""
        if isinstance(check, DayMeasure) and not check.has_error_limits:
            severity = "warn"
        sums_rows = isinstance(check, (Row, Unique)) or (
            isinstance(check, Query) and check.tolerated_rows > 0
        )
        return Rule(
            name=name,
            table=self.table,
            about=about,
            kind=kind,
            check=check,
            severity=severity,
            owner=self.owner,
            money=self.money if sums_rows else "",
            currency=self.currency if sums_rows else "''",
        )
