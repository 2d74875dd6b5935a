"""The view of a user: days, currency, channel, partner and category, read from a link.

A view only selects rows. What is summed over them is defined in
`serving/queries/metrics/order_line_metrics.py` and in the queries of each subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.default_period import default_first_day

NOT_STATED = "not stated"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # days before and after can be computed
LIVE_DAYS = 7  # a feed whose last complete day is so much older than the newest one has stopped
FILTERS = ("from", "to", "currency", "channel", "partner", "category")


@dataclass(frozen=True)
class Choices:
    """The values that a user can choose in a version.

    Attributes:
        currencies: those with order lines, the one with most lines first.
        partners: the name of each partner by its id.
        first_date: the first day with an order line.
        last_date: the last day with an order line, complete or not.
        as_of_dates: by currency, the last day that is complete in all feeds that sell in it and
            still deliver.
    """

    currencies: tuple[str, ...]
    channels: tuple[str, ...]
    partners: Mapping[str, str]
    categories: tuple[str, ...]
    first_date: date
    last_date: date
    as_of_dates: Mapping[str, date]

    def as_of_date(self, currency: str) -> date:
        """The last complete day of a currency; without one, the last day with an order line."""
        return self.as_of_dates.get(currency, self.last_date)


@dataclass(frozen=True)
class View:
    """Days (first and last included), one currency, at most one channel, partner and category.

    Example:
        >>> june = View(date(2026, 6, 1), date(2026, 6, 30), "EUR", channel="Web")
        >>> june.days
        30
        >>> june.before().from_date
        datetime.date(2026, 5, 2)
        >>> june.link("/finance")
        '/finance?from=2026-06-01&to=2026-06-30&currency=EUR&channel=Web'
    """

    from_date: date
    to_date: date
    currency: str
    channel: str | None = None
    partner: str | None = None
    category: str | None = None

    @property
    def days(self) -> int:
        """How many days the view spans."""
        return (self.to_date - self.from_date).days + 1

    def before(self) -> "View":
        """The view of the period of equal length just before, with the same filters."""
        last = self.from_date - timedelta(days=1)
        return replace(self, from_date=last - timedelta(days=self.days - 1), to_date=last)

    def parameters(self, **changed: str | None) -> dict[str, str]:
        """The view as the parameters of a link; None removes a parameter."""
        known: dict[str, str | None] = {
            "from": self.from_date.isoformat(),
            "to": self.to_date.isoformat(),
            "currency": self.currency,
            "channel": self.channel,
            "partner": self.partner,
            "category": self.category,
            **changed,
        }
        return {name: value for name, value in known.items() if value}

    def link(self, path: str, **changed: str | None) -> str:
        """A link to a page with this view; None removes a parameter."""
        return f"{path}?{urlencode(self.parameters(**changed))}"

    def where(self, *columns: str) -> tuple[str, dict[str, Any]]:
        """The SQL predicate of the view on some columns, which are among `ALL_COLUMNS`.

        Returns:
            SQL with named parameters (`true` where nothing is restricted), and their values.

        Example:
            >>> view = View(date(2026, 6, 1), date(2026, 6, 30), "EUR", channel="Web")
            >>> view.where("channel", "category")
            ('channel = $channel', {'channel': 'Web'})
        """
        predicates: list[str] = []
        values: dict[str, Any] = {}
        for column in columns:
            chosen = {name: getattr(self, name) for name in _FIELDS_OF_COLUMN[column]}
            if None not in chosen.values():  # None: the view does not restrict this column
                predicates.append(_PREDICATE_OF_COLUMN[column])
                values.update(chosen)
        return " and ".join(predicates) or "true", values


ALL_COLUMNS = ("order_date", "currency", "channel", "partner_id", "category")
_FIELDS_OF_COLUMN: dict[str, tuple[str, ...]] = {
    "order_date": ("from_date", "to_date"),
    "currency": ("currency",),
    "channel": ("channel",),
    "partner_id": ("partner",),
    "category": ("category",),
}
_PREDICATE_OF_COLUMN = {
    "order_date": "order_date between $from_date and $to_date",
    "currency": f"coalesce(currency, '{NOT_STATED}') = $currency",
    "channel": "channel = $channel",
    "partner_id": "partner_id = $partner",
    "category": f"coalesce(category, '{NOT_STATED}') = $category",
}


def read_choices(connection: duckdb.DuckDBPyConnection) -> Choices:
    """The values that a user can choose in a version.

    Raises:
        ViewError: the version has no order line.
    """
    first, last = connection.execute(
        "select min(order_date), max(order_date) from marts.agg_daily_sales"
    ).fetchall()[0]
    if first is None:
        raise ViewError(
            "This version has no order line, so there is nothing to show. Put files of a feed "
            "with orders into the landing folder and run 'make run'."
        )
    return Choices(
        currencies=_values_by_line_count(connection, "currency"),
        channels=_values_by_line_count(connection, "channel"),
        partners=_partner_names_by_id(connection),
        categories=_values_by_line_count(connection, "category"),
        first_date=first,
        last_date=last,
        as_of_dates=_as_of_date_by_currency(connection),
    )


def parse_view(parameters: Mapping[str, str], choices: Choices) -> View:
    """The view that the parameters of a link ask for.

    Args:
        parameters: by the names in `FILTERS`; a missing one is the default: the period of
            `default_period.py`, the currency with most lines, no other filter.
        choices: the values that the version knows.

    Raises:
        ViewError: a value is impossible; the message names it and the possible ones.
    """
    currency = _chosen_value(parameters, "currency", choices.currencies) or choices.currencies[0]
    to_date = day_or_none(parameters, "to") or choices.as_of_date(currency)
    from_date = day_or_none(parameters, "from") or default_first_day(to_date)
    if from_date > to_date:
        raise ViewError(
            f"The first day, {from_date}, is after the last day, {to_date}. Swap the two days."
        )
    return View(
        from_date=from_date,
        to_date=to_date,
        currency=currency,
        channel=_chosen_value(parameters, "channel", choices.channels),
        partner=_chosen_value(parameters, "partner", tuple(choices.partners)),
        category=_chosen_value(parameters, "category", choices.categories),
    )


def _chosen_value(parameters: Mapping[str, str], name: str, known: tuple[str, ...]) -> str | None:
    """The value that a link chooses for a filter; None when it chooses none.

    Raises:
        ViewError: the value is not among `known`; the message lists some that are.
    """
    value = parameters.get(name) or None
    if value is None or value in known:
        return value
    examples = ", ".join(f"'{choice}'" for choice in known[:8])
    more = f" and {len(known) - 8} more" if len(known) > 8 else ""
    raise ViewError(
        f"There is no {name} '{value}' in this version. It may have been removed since the link "
        f"was made. There are {examples}{more}."
    )


def day_or_none(parameters: Mapping[str, str], name: str) -> date | None:
    """The day that a parameter of a link states; None when it states none.

    Raises:
        ViewError: it is not a day, or one so far away that no day before or after it exists.
    """
    text = parameters.get(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ViewError(f"'{text}' is not a day for '{name}'. Write days as 2026-01-31.") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ViewError(f"Choose a day between {FIRST_DAY} and {LAST_DAY} for '{name}', not {day}.")
    return day


def _values_by_line_count(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[str, ...]:
    """The values of a column of the daily sales, the one with most order lines first."""
    rows = connection.execute(
        f"select coalesce({column}, '{NOT_STATED}') as value from marts.agg_daily_sales "
        "group by value order by sum(line_count) desc, value"
    ).fetchall()
    return tuple(row[0] for row in rows)


def _partner_names_by_id(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The partners with sales, the one with most order lines first; unnamed ones show their id."""
    rows = connection.execute(
        """
        select partner_id, any_value(dim_partners.partner_name)
        from marts.agg_daily_sales
        left join marts.dim_partners using (partner_id)
        where partner_id is not null and coalesce(dim_partners.is_current, true)
        group by partner_id order by sum(line_count) desc, partner_id
        """
    ).fetchall()
    return {partner: name or partner for partner, name in rows}


def _as_of_date_by_currency(connection: duckdb.DuckDBPyConnection) -> dict[str, date]:
    """The last day of each currency that is complete in all feeds that still deliver."""
    rows = connection.execute(
        f"""
        with selling as (
            select distinct coalesce(sales.currency, '{NOT_STATED}') as currency, feeds.as_of_date
            from marts.agg_daily_sales as sales
            inner join marts.dim_feeds as feeds using (feed)
            where feeds.as_of_date is not null
        )
        select currency, min(as_of_date)
        from (select *, max(as_of_date) over (partition by currency) as newest from selling)
        where as_of_date > newest - {LIVE_DAYS}
        group by currency
        """
    ).fetchall()
    return dict(rows)
