"""The arithmetic of the scorecard: what counts as caught, held, and met."""

from dataclasses import replace

import pytest

from ecom_platform.fire_drill.scorecard import InjectionResult, Scorecard

CAUGHT = InjectionResult(
    fault="sign_flipped",
    size="all rows",
    severity="error",
    is_obvious=True,
    feed="order_lines",
    night=1,
    noticed_as="error",
    checks=("amounts_are_positive on raw.order_lines",),
    leaked=(),
    seconds=4.0,
)
MISSED = replace(CAUGHT, night=None, checks=())
HARMLESS = replace(MISSED, severity="harmless", fault="file_twice")


def _card(*injections: InjectionResult, false_alarms: tuple[str, ...] = ()) -> Scorecard:
    return Scorecard("a company", injections, (), false_alarms, ())


def test_a_fault_is_caught_when_a_check_notices_it() -> None:
    assert CAUGHT.is_caught
    assert not MISSED.is_caught


def test_a_harmless_fault_is_caught_when_nothing_changes_and_no_check_fails() -> None:
    assert HARMLESS.is_caught
    assert not replace(HARMLESS, night=1).is_caught
    assert not replace(HARMLESS, leaked=("marts.fct_order_items",)).is_caught


def _classes(caught: int, missed: int) -> list[InjectionResult]:
    return [
        replace(CAUGHT if number < caught else MISSED, fault=f"fault_{number}")
        for number in range(caught + missed)
    ]


@pytest.mark.parametrize(("caught", "missed", "is_met"), [(38, 2, True), (37, 3, False)])
def test_the_goal_is_that_95_of_100_classes_are_caught(
    caught: int, missed: int, is_met: bool
) -> None:
    card = _card(*_classes(caught, missed))
    assert card.caught_share == caught / (caught + missed)
    assert card.is_met is is_met


def test_one_error_that_readers_saw_misses_the_goal() -> None:
    shown = replace(CAUGHT, leaked=("marts.agg_daily_sales",))
    assert not _card(shown).is_met
    assert _card(shown).shown_to_readers == [shown]
    assert _card(replace(shown, severity="warn")).is_met


def test_one_false_alarm_misses_the_goal() -> None:
    assert not _card(CAUGHT, false_alarms=("few_rows on raw.order_lines",)).is_met


def test_smaller_sizes_do_not_count_for_the_goal() -> None:
    small = replace(MISSED, size="1 % of the rows", is_obvious=False)
    card = _card(CAUGHT, small)
    assert card.caught_share == 1
    assert card.smallest_caught("sign_flipped") == CAUGHT


def test_the_smallest_size_that_is_caught_is_shown() -> None:
    small = replace(CAUGHT, size="1 % of the rows", is_obvious=False)
    assert _card(CAUGHT, small).smallest_caught("sign_flipped") == small
    assert _card(MISSED).smallest_caught("sign_flipped") is None


def test_a_drill_without_results_has_met_nothing() -> None:
    assert not _card().is_met


def test_a_result_is_summed_up_in_a_sentence() -> None:
    assert CAUGHT.sentence == (
        "sign_flipped (all rows, order_lines): caught, in night 1 as error by "
        "amounts_are_positive on raw.order_lines; readers kept from it."
    )
    shown = replace(MISSED, leaked=("marts.dim_feeds",))
    assert shown.sentence == (
        "sign_flipped (all rows, order_lines): MISSED; shown in marts.dim_feeds."
    )
    small = replace(MISSED, size="1 % of the rows", is_obvious=False)
    assert small.sentence == "sign_flipped (1 % of the rows, order_lines): MISSED."


def test_the_verdict_has_its_figures() -> None:
    assert _card(*_classes(1, 1)).sentence == (
        "The goal is missed: 1 of 2 fault classes (50.0%) are caught at the obvious size, 0 with "
        "wrong data were shown to readers, and 0 false alarms were raised in the nights without a "
        "fault."
    )
