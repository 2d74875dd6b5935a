"""A link becomes a view, or a sentence that says what to change."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.view import Choices, View, parse_view, read_choices
from tests.support.tables.sales import DAY, Line, sales, write_sales

CHOICES = Choices(
    currencies=("EUR", "USD"),
    channels=("Webshop",),
    partners={"p1": "First"},
    categories=("Decor", "not stated"),
    first_date=date(2025, 1, 1),
    last_date=date(2026, 3, 12),
    as_of_dates={"EUR": date(2026, 3, 10)},
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_a_bare_link_means_the_last_28_complete_days_in_the_commonest_currency() -> None:
    view = parse_view({}, CHOICES)
    assert view == View(date(2026, 2, 11), date(2026, 3, 10), "EUR")
    assert view.days == 28


def test_a_currency_without_complete_days_ends_with_the_data() -> None:
    assert parse_view({"currency": "USD"}, CHOICES).to_date == date(2026, 3, 12)


@given(first=DAYS, days=st.integers(1, 800), category=st.sampled_from([None, "Decor"]))
def test_a_view_survives_the_way_through_a_link(
    first: date, days: int, category: str | None
) -> None:
    view = View(first, first + timedelta(days=days - 1), "USD", "Webshop", "p1", category)
    assert parse_view(view.parameters(), CHOICES) == view


@given(first=DAYS, days=st.integers(1, 800))
def test_the_period_before_is_as_long_and_ends_the_day_before(first: date, days: int) -> None:
    view = View(first, first + timedelta(days=days - 1), "EUR")
    before = view.before()
    assert before.days == days
    assert before.to_date + timedelta(days=1) == first


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"channel": "Moon"}, "no channel 'Moon'.*There are 'Webshop'"),
        ({"partner": "p9"}, "may have been removed"),
        ({"currency": "XXX"}, "no currency 'XXX'"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "Swap the two days"),
        ({"to": "soon"}, "'soon' is not a day"),
    ],
)
def test_what_is_impossible_is_refused(parameters: dict[str, str], words: str) -> None:
    with pytest.raises(ViewError, match=words):
        parse_view(parameters, CHOICES)


def test_choices_are_those_of_the_version_the_commonest_first() -> None:
    lines = [Line(currency="USD"), Line(category=None), Line(), Line(partner_id="p2")]
    choices = read_choices(sales(lines))
    assert choices.currencies == ("EUR", "USD")
    assert choices.categories == ("Decor", "not stated")
    assert choices.partners == {"p1": "Partner p1", "p2": "Partner p2"}
    assert choices.as_of_date("EUR") == DAY


def test_a_version_without_order_lines_says_what_to_do() -> None:
    connection = duckdb.connect()
    write_sales(connection, [Line()])
    connection.execute("delete from marts.agg_daily_sales")
    with pytest.raises(ViewError, match="make run"):
        read_choices(connection)


def test_the_days_end_where_every_feed_that_still_delivers_is_complete() -> None:
    days_ago = {"shop": 0, "fair": 3, "closed": 40}
    connection = sales(
        [Line(feed=feed, order_date=DAY - timedelta(days=ago)) for feed, ago in days_ago.items()]
    )
    assert read_choices(connection).as_of_date("EUR") == DAY - timedelta(days=3)
