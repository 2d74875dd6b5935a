"""A Slack message holds the whole notification and keeps Slack's limits, whatever it is."""

import json

import pytest

from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.messages.slack_message import blocks, cut, escape, fallback
from tests.support.alerts.block_kit import mistakes
from tests.support.alerts.notifications import RECOVERY, USUAL, too_long

HEARTBEAT = Notification(
    kind="heartbeat",
    severity="info",
    title="412 checks, 0 incidents open.",
    facts=(("Last good version", "20260501-020311"),),
)
DIGEST = Notification(
    kind="digest", severity="warn", title="3 warnings waited.", failures=("a", "b"), failure_count=3
)


def _text_of(notification: Notification) -> str:
    return json.dumps(blocks(notification), ensure_ascii=False)


@pytest.mark.parametrize(
    "notification",
    [USUAL, RECOVERY, HEARTBEAT, DIGEST, *(too_long(character) for character in "x&<é😀")],
    ids=["usual", "recovery", "heartbeat", "digest", "x", "amp", "angle", "accent", "emoji"],
)
def test_slack_takes_the_message(notification: Notification) -> None:
    assert mistakes({"text": fallback(notification), "blocks": blocks(notification)}) == []


@pytest.mark.parametrize(
    "part",
    [
        "New incident (error)",
        "Orders of partner &lt;B2B &amp; Co&gt; are worth less than expected.",
        "41,200.00 INR",
        "30.25",
        "90 to 120",
        "2022-05-28",
        "finance@example.com",
        "brought 212 of about 700 rows",
        "marts.agg_daily_sales, marts.mart_cohort_analysis",
        "1 more check fails in this incident",
        "keys_are_unique on marts.fct_order_items failed (3 rows)",
        "http://localhost:3000/runs/5c3f",
        "`ecom ack 12`",
        "░ expected",
    ],
)
def test_the_opening_says_everything_a_person_needs(part: str) -> None:
    assert part in _text_of(USUAL)


@pytest.mark.parametrize("part", ["Resolved", "2 days 3 hours", "2 tables held back in 2 nights"])
def test_the_recovery_says_how_long_it_lasted_and_what_it_meant(part: str) -> None:
    assert part in _text_of(RECOVERY)
    assert "ecom ack" not in _text_of(RECOVERY)


def test_what_is_left_out_is_counted() -> None:
    sentences = tuple(f"check_{number} failed" for number in range(29))
    notification = USUAL.model_copy(update={"failures": sentences, "failure_count": 29})
    text = _text_of(notification)
    assert "29 more checks fail in this incident" in text
    assert "check_9 failed" in text
    assert "check_10 failed" not in text
    assert "… and 19 more" in text


def test_long_sentences_leave_out_more_and_the_count_stays_right() -> None:
    notification = USUAL.model_copy(update={"failures": ("&" * 399,) * 12, "failure_count": 40})
    section = next(
        one["text"]["text"] for one in blocks(notification) if "in this incident" in str(one)
    )
    shown = section.count("•")
    assert 0 < shown < 10
    assert f"… and {40 - shown} more" in section


def test_a_digest_counts_its_warnings() -> None:
    assert "*3 warnings*" in _text_of(DIGEST)
    assert "… and 1 more" in _text_of(DIGEST)


def test_no_button_needs_a_server_of_ours() -> None:
    buttons = [
        element
        for block in blocks(USUAL)
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    assert [button["url"] for button in buttons] == ["http://localhost:3000/runs/5c3f"]


def test_without_a_run_there_is_no_button() -> None:
    assert not [block for block in blocks(HEARTBEAT) if block["type"] == "actions"]


def test_a_text_is_never_cut_inside_an_escape() -> None:
    text = escape("a & b")
    assert [cut(text, limit) for limit in (9, 8, 7, 4, 3)] == [
        "a &amp; b",
        "a &amp;…",
        "a …",
        "a …",
        "a …",
    ]


def test_text_cannot_mention_anybody() -> None:
    notification = USUAL.model_copy(update={"title": "<!channel> <@U123> <http://evil|click>"})
    assert "<!channel>" not in _text_of(notification)
    assert "<!channel>" not in fallback(notification)
