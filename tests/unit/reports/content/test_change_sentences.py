"""Sentences say what the numbers say: direction, size as written, and nothing that is not known."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.reports.content import change_sentences
from ecom_platform.serving.number_formats import Formats
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric
from ecom_platform.serving.queries.metrics.order_line_metrics import order_line_metric

FORMATS = Formats()
MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
SHARES = st.decimals(min_value=0, max_value=1, places=4)
NOW, BEFORE = "in the 7 days to 31 May", "in the 7 days before"


def _described(measured: MeasuredMetric) -> str:
    return change_sentences.describe_change(measured, FORMATS, "EUR", NOW, BEFORE).text


def _money(
    value: Decimal | None, before: Decimal | None, reason: str | None = None
) -> MeasuredMetric:
    return MeasuredMetric(order_line_metric("booked_amount"), value, before, reason)


@given(value=MONEY, before=MONEY)
def test_more_and_less_follow_the_sign(value: Decimal, before: Decimal) -> None:
    text = _described(_money(value, before))
    if " more than " in text or " times as much as " in text:
        assert value > before
    if " less than " in text:
        assert value < before
    if " as much as " in text and " times " not in text:
        assert abs(value - before) <= before * Decimal("0.0005")


@given(value=MONEY, before=MONEY.filter(bool))
def test_the_per_cent_as_written_is_the_rounded_change(value: Decimal, before: Decimal) -> None:
    found = re.search(r", ([\d.,]+)% (more|less) than", _described(_money(value, before)))
    if found:
        change = (value / before - 1) * 100
        assert abs(abs(change) - Decimal(found[1].replace(",", ""))) <= Decimal("0.05")


@given(value=MONEY, before=MONEY)
def test_both_amounts_and_both_periods_are_named(value: Decimal, before: Decimal) -> None:
    text = _described(_money(value, before))
    assert change_sentences.money(value, FORMATS, "EUR") in text
    assert f"({change_sentences.money(before, FORMATS, 'EUR')})" in text
    assert text.startswith("Booked revenue was ")
    assert NOW in text
    assert BEFORE in text


@given(value=MONEY, before=st.one_of(st.none(), MONEY))
def test_no_change_is_claimed_that_is_not_known(value: Decimal, before: Decimal | None) -> None:
    reason = "There is no comparison, because complete days begin on 1 May." if before else None
    for text in (
        _described(_money(value, None)),
        _described(_money(value, before, reason)) if reason else "",
        change_sentences.headline(_money(value, None), FORMATS, "EUR", NOW).text,
    ):
        assert not re.search(r"more|less|higher|lower|rose|fell|level|%", text)


def test_nothing_sold_is_said_and_no_number_is_made_of_it() -> None:
    assert _described(_money(None, Decimal(5))) == f"Nothing was sold {NOW}."
    assert change_sentences.tile(_money(None, None), FORMATS, "EUR").value == "–"


@given(value=SHARES, before=SHARES)
def test_shares_change_in_points(value: Decimal, before: Decimal) -> None:
    measured = MeasuredMetric(order_line_metric("cancelled_share"), value, before)
    text, tone = _described(measured), change_sentences.tone(measured)
    found = re.search(r", ([\d.]+) points (higher|lower) than", text)
    if not found:
        assert " the same as " in text
        assert tone == "plain"
        return
    points = (value - before) * 100
    assert (found[2] == "higher") == (points > 0)
    assert abs(abs(points) - Decimal(found[1])) <= Decimal("0.05")
    assert tone == ("bad" if points > 0 else "good")


@given(value=MONEY.filter(bool), before=MONEY.filter(bool))
def test_the_headline_has_the_direction_of_the_change(value: Decimal, before: Decimal) -> None:
    text = change_sentences.headline(_money(value, before), FORMATS, "EUR", NOW).text
    if " rose by " in text:
        assert value > before
    elif " fell by " in text:
        assert value < before
    else:
        assert "stayed level" in text
    assert change_sentences.money(value, FORMATS, "EUR") in text


@given(MONEY)
def test_money_is_written_with_three_digits(value: Decimal) -> None:
    text = change_sentences.money(value, FORMATS, "EUR").removeprefix("€").replace(",", "")
    if value < 1000:
        assert Decimal(text) == value
        return
    scale = {"K": 10**3, "M": 10**6, "B": 10**9}
    written = Decimal(text[:-1]) * scale[text[-1]]
    assert abs(written - value) <= value * Decimal("0.005")
    assert len(text[:-1].replace(".", "")) <= 4


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "has no known change"),
        (0.0, "stayed level"),
        (0.123, "rose by 12.3%"),
        (-0.5, "fell by 50.0%"),
        (-1.0009, "fell to nothing or below"),
    ],
)
def test_growth_in_words(share: float | None, words: str) -> None:
    assert change_sentences.growth(share, FORMATS) == words


def test_a_negative_amount_has_a_direction_but_no_per_cent() -> None:
    text = _described(_money(Decimal(-10), Decimal(100)))
    assert "less than in the 7 days before (€100.00)" in text
    assert "%" not in text
