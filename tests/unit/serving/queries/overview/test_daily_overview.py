"""What the first page asks, on tables made by hand."""

from datetime import timedelta
from decimal import Decimal

from ecom_platform.serving.queries.overview.daily_overview import channel_amounts, daily_amounts
from ecom_platform.serving.queries.view import View
from tests.support.tables.sales import DAY, Line, sales

WEEK = View(DAY - timedelta(days=6), DAY, "EUR")


def test_days_are_summed_over_goods_of_the_view_only() -> None:
    lines = [
        Line(amount=Decimal(5)),
        Line(amount=Decimal(7), order_state="cancelled"),
        Line(line_kind="service"),
        Line(currency="USD"),
    ]
    (day,) = daily_amounts(sales(lines), WEEK)
    assert (day.day, day.booked, day.kept) == (DAY, Decimal(12), Decimal(5))


def test_channels_come_with_what_became_of_their_money_the_largest_first() -> None:
    lines = [
        Line(channel="Small", amount=Decimal(1)),
        Line(channel="Large", amount=Decimal(30)),
        Line(channel="Large", amount=Decimal(4), order_state="lost"),
    ]
    large, small = channel_amounts(sales(lines), WEEK)
    assert (large.channel, large.booked, large.kept, large.lost) == (
        "Large",
        Decimal(34),
        Decimal(30),
        Decimal(4),
    )
    assert small.channel == "Small"


def test_what_a_channel_never_reports_is_not_known_of_it() -> None:
    earlier = DAY - timedelta(days=90)
    lines = [
        Line(channel="Tells", amount=Decimal(30)),
        Line(channel="Tells", order_date=earlier, order_state="returned"),
        Line(channel="Silent", amount=Decimal(1)),
    ]
    tells, silent = channel_amounts(sales(lines), WEEK)

    assert (tells.returned, tells.lost) == (Decimal(0), None)
    assert (silent.cancelled, silent.pending, silent.returned, silent.lost) == (None,) * 4
