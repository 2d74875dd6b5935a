"""The page of scorecards: one section per company, whatever the order they are written in."""

from dataclasses import replace

from ecom_platform.fire_drill import scorecard_page
from ecom_platform.fire_drill.scorecard import InjectionResult, Scorecard

RESULT = InjectionResult(
    fault="sign_flipped",
    size="all rows",
    severity="error",
    is_obvious=True,
    feed="order_lines",
    night=2,
    noticed_as="error",
    checks=("a on raw.x", "b on raw.x", "c on raw.x"),
    leaked=(),
    seconds=4.4,
)
CARD = Scorecard(
    "my shop", (RESULT, replace(RESULT, size="10 % of the rows")), ("file_twice",), (), ()
)


def test_a_row_shows_the_obvious_size_and_the_smallest_size_caught() -> None:
    (row,) = scorecard_page.rows(CARD)
    found = dict(zip(scorecard_page.COLUMNS, row, strict=True))
    assert found["fault"] == "`sign_flipped`"
    assert found["obvious size"] == "all rows"
    assert found["smallest size caught"] == "10 % of the rows"
    assert (found["night"], found["noticed as"], found["readers"]) == ("2", "error", "kept")
    assert found["by"] == "a on raw.x; b on raw.x and 1 more"
    assert found["seconds"] == "9"


def test_a_missed_fault_shows_no_size() -> None:
    missed = replace(RESULT, night=None, checks=(), leaked=("marts.dim_feeds",))
    (row,) = scorecard_page.rows(replace(CARD, injections=(missed,)))
    found = dict(zip(scorecard_page.COLUMNS, row, strict=True))
    assert found["smallest size caught"] == "**none**"
    assert (found["night"], found["by"], found["readers"]) == ("-", "-", "shown")


def test_a_section_is_replaced_and_the_others_stay() -> None:
    first = scorecard_page.with_section("", CARD)
    both = scorecard_page.with_section(first, replace(CARD, company="another shop"))
    alarmed = replace(CARD, false_alarms=("few_rows on raw.x",), known_alarms=("old on raw.y",))
    again = scorecard_page.with_section(both, alarmed)
    assert again.count("## On the files of my shop\n") == 1
    assert again.count("## On the files of another shop\n") == 1
    assert "False alarm: few_rows on raw.x." in again
    assert "do not count: old on raw.y." in again
    assert scorecard_page.with_section(again, CARD) == both


def test_the_page_says_what_cannot_happen_here() -> None:
    assert "no feed that can suffer `file_twice`." in scorecard_page.with_section("", CARD)
