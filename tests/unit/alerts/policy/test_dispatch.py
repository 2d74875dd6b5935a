"""Who is notified, where and when: routes, severity, silences, quiet hours, broken channels."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from ecom_platform.alerts.config.matchers import Match
from ecom_platform.alerts.policy.send_test_message import write_test_message
from ecom_platform.alerts.policy.silences import Silence, add_silence
from ecom_platform.operations import store_tables
from tests.support.alerts.incidents import (
    NIGHT,
    Nights,
    failed,
    money,
    passed,
    queued,
    record_evaluation,
)

MakeNights = Callable[..., Nights]
WARN: dict[str, Any] = {"severity": "warn"}


def _silence(nights: Nights, match: Match, hours: float) -> None:
    now = NIGHT - timedelta(hours=1)
    ends_at = NIGHT + timedelta(hours=hours)
    add_silence(nights.store, Silence(match, "Known.", "ada", now, ends_at))


def test_the_first_route_that_fits_is_taken(nights: MakeNights) -> None:
    tonight = nights(
        routes=[
            {"match": {"owner": "finance@*"}, "to": "on-call"},
            {"match": {"severity": "error"}, "to": ["data-quality", "on-call"]},
            {"to": "data-quality"},
        ]
    )
    tonight.night(failed("a", owner="finance@example.com", **WARN))
    tonight.night(failed("b", "raw.stock", **WARN))
    channels = [channel for _, channel, _ in queued(tonight.store)]
    assert channels == ["on-call", "data-quality"]


def test_an_incident_that_becomes_an_error_reaches_the_channels_of_errors_too(
    nights: MakeNights,
) -> None:
    both = nights(
        routes=[
            {"match": {"severity": "error"}, "to": ["data-quality", "on-call"]},
            {"to": "data-quality"},
        ]
    )
    both.night(failed("a", **WARN))
    [update_notification] = both.night(failed("a", **WARN), failed("b"))
    both.night(passed("a"), passed("b"))
    assert update_notification.updates == (
        "It became an error, which holds the table back.",
        "1 more check fails: b on raw.orders.",
    )
    assert [(kind, channel) for kind, channel, _ in queued(both.store)] == [
        ("opened", "data-quality"),
        ("opened", "on-call"),
        ("updated", "data-quality"),
        ("updated", "on-call"),
        ("resolved", "data-quality"),
        ("resolved", "on-call"),
    ]


def test_very_much_money_makes_it_more_severe(nights: MakeNights) -> None:
    tonight = nights(critical_amounts={"INR": 1000})
    little: dict[str, Any] = {"amount": money("999.99"), "currency": "INR"}
    much: dict[str, Any] = {"amount": money("-1000.00"), "currency": "INR"}
    other: dict[str, Any] = {"amount": money("5000.00"), "currency": "GBP"}
    opened = [
        *tonight.night(failed("a", **WARN, **little)),
        *tonight.night(failed("b", "raw.stock", **WARN, **much)),
        *tonight.night(failed("c", "platform.x", **much)),
        *tonight.night(failed("d", "platform.y", **other)),
    ]
    assert [one.severity for one in opened] == ["warn", "error", "critical", "error"]


def test_a_silence_hides_an_incident_until_it_ends(nights: MakeNights) -> None:
    tonight = nights()
    _silence(tonight, Match.of(table="raw.orders"), hours=10)
    assert tonight.night(failed("a")) == []
    assert tonight.wait(hours=5) == []
    assert [one.kind for one in tonight.wait(hours=10)] == ["opened"]


def test_nobody_is_notified_of_an_incident_that_ends_in_silence(nights: MakeNights) -> None:
    tonight = nights()
    _silence(tonight, Match.of(check="a"), hours=48)
    assert tonight.night(failed("a")) == tonight.night(passed("a")) == []
    assert tonight.wait(hours=72) == []


def test_a_silence_of_warnings_does_not_hide_the_error(nights: MakeNights) -> None:
    tonight = nights()
    _silence(tonight, Match.of(table="raw.orders", severity="warn"), hours=100)
    assert tonight.night(failed("a", **WARN)) == []
    [opened] = tonight.night(failed("a", **WARN), failed("b"))
    assert (opened.kind, opened.severity) == ("opened", "error")


def test_a_silence_of_one_partner_lets_the_others_through(nights: MakeNights) -> None:
    tonight = nights()
    _silence(tonight, Match.of(partner="P-7"), hours=100)
    assert tonight.night(failed("a"), failed("a", dimension="partner_id=P-7")) == []
    assert len(tonight.night(failed("b", "raw.stock", dimension="partner_id=P-8"))) == 1


def test_the_resolution_of_what_was_notified_before_a_silence_is_dispatched(
    nights: MakeNights,
) -> None:
    tonight = nights()
    tonight.night(failed("a"))
    _silence(tonight, Match.of(table="raw.orders"), hours=100)
    assert tonight.night(failed("a"), failed("b")) == []
    assert [one.kind for one in tonight.night(passed("a"), passed("b"))] == ["resolved"]


def test_a_warning_of_the_quiet_hours_waits_for_their_end(nights: MakeNights) -> None:
    quiet = {"to": "data-quality", "quiet_hours": {"from": "22:00", "to": "07:00"}}
    tonight = nights(routes=[quiet])
    tonight.night(failed("a", **WARN), failed("b", "raw.stock"))
    assert sorted(at for _, _, at in queued(tonight.store)) == [
        datetime(2026, 5, 4, 4, 0),
        datetime(2026, 5, 4, 7, 0),
    ]


def test_a_warning_that_becomes_an_error_waits_no_longer(nights: MakeNights) -> None:
    quiet = {"to": "data-quality", "quiet_hours": {"from": "00:00", "to": "23:00"}}
    tonight = nights(routes=[quiet])
    tonight.night(failed("a", **WARN))
    record_evaluation(tonight.store, "an hour later", failed("a", **WARN), failed("b"))
    tonight.wait(hours=1)
    later = tonight.now + timedelta(hours=1)
    assert [(kind, at) for kind, _, at in queued(tonight.store)] == [
        ("opened", later),
        ("updated", later),
    ]


def test_the_fallback_is_notified_of_a_broken_channel_and_gets_what_that_lost(
    nights: MakeNights,
) -> None:
    tonight = nights(fallback="on-call")
    tonight.night(failed("a"))
    with tonight.store.transaction() as connection:
        connection.execute(update(store_tables.deliveries).values(state="dead"))
    tonight.night(failed("delivers", "platform.data-quality", kind="watch"), kind="watch")
    assert [(kind, channel) for kind, channel, _ in queued(tonight.store)] == [
        ("opened", "data-quality"),
        ("opened", "on-call"),
        ("opened", "on-call"),
    ]
    tonight.night(failed("a"), failed("c", "raw.stock"))
    assert [channel for _, channel, _ in queued(tonight.store)[3:]] == [
        "data-quality",
        "on-call",
    ]


def test_the_other_channels_are_notified_of_a_broken_fallback(nights: MakeNights) -> None:
    tonight = nights(fallback="on-call", routes=[{"to": "on-call"}])
    tonight.night(failed("delivers", "platform.on-call", kind="watch"), kind="watch")
    assert [channel for _, channel, _ in queued(tonight.store)] == ["data-quality"]


def test_nobody_is_notified_of_the_only_channel_when_it_is_broken(nights: MakeNights) -> None:
    tonight = nights()
    assert tonight.night(failed("delivers", "platform.data-quality"), kind="watch") == []


def test_a_lost_test_message_goes_nowhere_else(nights: MakeNights) -> None:
    tonight = nights(fallback="on-call")
    write_test_message(tonight.store, tonight.routes, ["data-quality"], NIGHT)
    with tonight.store.transaction() as connection:
        connection.execute(update(store_tables.deliveries).values(state="dead"))
    tonight.night(passed("a"))
    assert [channel for _, channel, _ in queued(tonight.store)] == ["data-quality"]
