"""The alerts file is validated as a whole; each mistake is a sentence with its key."""

from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ecom_platform.alerts.config.alerts_config import QuietHours, Routes, load_routes
from ecom_platform.alerts.config.matchers import Match, Subject
from ecom_platform.errors import AlertError
from ecom_platform.settings import PROJECT_ROOT, Settings

SECRETS = {
    "slack_token": "xoxb-token",
    "smtp_url": "smtp://me:word@mail.example.com:587",
    "webhook_secret": "whsec_c2VjcmV0LW9mLXdlYmhvb2tz",
}
CHANNELS = """
channels:
  data-quality: {kind: slack, channel: "#data-quality"}
  on-call: {kind: email, to: [on-call@example.com]}
  ops: {kind: webhook, url: "https://ops.example.com/hidden-path"}
"""


def _load(folder: Path, text: str, **settings: Any) -> Routes:
    (folder / "alerts.yaml").write_text(text)
    return load_routes(Settings.model_validate({"data": folder, **SECRETS, **settings}))


def _mistakes(folder: Path, text: str, **settings: Any) -> str:
    with pytest.raises(AlertError) as raised:
        _load(folder, text, **settings)
    mistakes = str(raised.value)
    assert str(folder / "alerts.yaml") in mistakes
    return mistakes


def test_the_example_can_be_used_as_it_is() -> None:
    example = PROJECT_ROOT / "docs" / "how-to" / "alerts.example.yaml"
    found = load_routes(Settings.model_validate({"alerts": example, **SECRETS}))
    assert sorted(found.channels) == ["data-quality", "finance", "on-call", "ops"]
    assert found.routes[0].escalate is not None
    assert found.routes[-1].quiet_hours == QuietHours.model_validate(
        {"from": time(22), "to": time(7)}
    )
    assert found.critical_amounts["INR"] == Decimal(1_000_000)
    assert found.heartbeat is not None
    assert found.heartbeat.at == time(8)


def test_without_a_file_there_are_no_channels(tmp_path: Path) -> None:
    assert load_routes(Settings(data=tmp_path)).channels == {}


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(AlertError, match="that ECOM_ALERTS names does not exist"):
        load_routes(Settings(data=tmp_path, alerts=tmp_path / "other.yaml"))


def test_an_empty_file_is_a_file_without_channels(tmp_path: Path) -> None:
    assert _load(tmp_path, "").channels == {}


def test_settings_that_messages_need_come_along(tmp_path: Path) -> None:
    found = _load(tmp_path, CHANNELS, ui_url="https://dagster.example.com/", timezone="Asia/Tokyo")
    assert found.ui_url == "https://dagster.example.com"
    assert found.zone == ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("route: []", "route is not known; known there: channels, routes, budget"),
        ("channels: {a: {kind: pager}}", "channels.a must have a kind, one of slack, email"),
        ("channels: {a: {channel: x}}", "channels.a must have a kind, one of slack, email"),
        ("channels: {a: {kind: slack}}", "channels.a.channel is missing."),
        ("channels: {a: {kind: slack, channel: x}}", "a Slack channel is '#name', in quotes"),
        ("channels: {a: {kind: email, to: [x]}}", "channels.a.to[0] cannot be used: an e-mail"),
        ("channels: {a: {kind: email, to: []}}", "channels.a.to needs at least one value."),
        ("channels: {a: {kind: webhook, url: x}}", "channels.a.url cannot be used: a webhook is"),
        (
            "channels: {a: {kind: webhook, url: 'http://hooks.example.com'}}",
            "channels.a.allow_http cannot be used: http:// sends messages unencrypted",
        ),
        ("channels: {a: {kind: slack, channel: '#a', token: x}}", "channels.a.token is not known"),
        ("channels: []", "channels must hold keys with values"),
        ("[]", "the file must hold keys with values: channels, routes"),
        ("a: {b", "is not YAML in line 1"),
        ("budget: {}\nbudget: {}", "is not YAML in line 2: 'budget' is given twice."),
        ("routes: [{to: nobody}]", "routes[0].to names the channel 'nobody', which is not decl"),
        ("routes: [{}]", "routes[0].to is missing."),
        ("routes: [{to: []}]", "routes[0].to needs at least one value."),
        ("routes: [{to: a, match: {severty: warn}}]", "known there: severity, owner, group, tag"),
        ("routes: [{to: a, match: {severity: bad}}]", "it should be 'warn', 'error' or 'critical'"),
        ("routes: [{to: a, match: {group: mart}}]", "'marts', 'provenance', 'analytics'"),
        ("routes: [{to: a, match: {tag: test}}]", "'data test', 'unit test', 'source freshness'"),
        ("routes: [{to: a, repeat_hours: 0}]", "routes[0].repeat_hours cannot be used: it should"),
        ("routes: [{to: a, escalate: {to: b}}]", "routes[0].escalate.after_hours is missing."),
        ("routes: [{to: a, quiet_hours: {from: '8'}}]", "routes[0].quiet_hours.to is missing."),
        ("heartbeat: {at: noon, to: a}", "heartbeat.at cannot be used: a time is '08:00'."),
        ("heartbeat: {to: nobody}", "heartbeat.to names the channel 'nobody'"),
        ("fallback: nobody", "fallback names the channel 'nobody', which is not declared"),
        ("budget: 3", "budget must hold keys with values: warnings_per_week."),
        ("critical_amounts: {INR: 0}", "critical_amounts.INR cannot be used: it should be greater"),
    ],
)
def test_a_mistake_is_a_sentence_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in _mistakes(tmp_path, text)


def test_known_channels_are_named_where_one_is_unknown(tmp_path: Path) -> None:
    mistakes = _mistakes(
        tmp_path, CHANNELS + "routes: [{to: [ops, oops], escalate: {after_hours: 1, to: wops}}]"
    )
    assert "routes[0].to names the channel 'oops'" in mistakes
    assert "routes[0].escalate.to names the channel 'wops'" in mistakes
    assert "declared: data-quality, on-call, ops." in mistakes


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("slack_token", "channels.data-quality needs the setting ECOM_SLACK_TOKEN"),
        ("smtp_url", "channels.on-call needs the setting ECOM_SMTP_URL"),
        ("webhook_secret", "channels.ops needs the setting ECOM_WEBHOOK_SECRET"),
    ],
)
def test_a_missing_secret_is_refused_at_the_start(
    tmp_path: Path, missing: str, sentence: str
) -> None:
    assert sentence in _mistakes(tmp_path, CHANNELS, **{missing: None})
    assert sentence in _mistakes(tmp_path, CHANNELS, **{missing: " "})


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_url": "https://me:word@mail.example.com"},
        {"smtp_url": "smtp://me:word@:587"},
        {"smtp_url": "smtp://me:word@mail.example.com:port"},
        {"webhook_secret": "word"},
        {"webhook_secret": "whsec_word of mouth"},
    ],
)
def test_a_secret_of_another_form_is_refused_without_repeating_it(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    mistakes = _mistakes(tmp_path, CHANNELS, **wrong)
    assert "needs another value of ECOM_" in mistakes
    assert "word" not in mistakes.replace("user:password", "")


def test_a_webhook_address_is_never_repeated(tmp_path: Path) -> None:
    mistakes = _mistakes(tmp_path, CHANNELS.replace("https://", "htps://"))
    assert "hidden-path" not in mistakes


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "alerts.yaml").write_bytes(b"channels: \xff\xfe")
    with pytest.raises(AlertError, match="is not UTF-8 text"):
        load_routes(Settings(data=tmp_path))


def test_an_unquoted_time_is_read_as_meant(tmp_path: Path) -> None:
    """YAML reads 22:00 as the number 1320."""
    route = "routes: [{to: ops, quiet_hours: {from: 22:00, to: 07:00}}]"
    found = _load(tmp_path, CHANNELS + route).routes[0].quiet_hours
    assert found == QuietHours.model_validate({"from": time(22), "to": time(7)})


def test_the_first_route_that_fits_counts(tmp_path: Path) -> None:
    text = "routes: [{match: {table: raw.*}, to: ops}, {to: on-call}]"
    found = _load(tmp_path, CHANNELS + text)
    for table, channel in (("raw.orders", "ops"), ("marts.fct_orders", "on-call")):
        route = found.route_for(Subject("warn", table, "rows", "rule", ""))
        assert route is not None
        assert route.to == (channel,)


def test_an_incident_that_fits_no_route_has_none(tmp_path: Path) -> None:
    found = _load(tmp_path, CHANNELS + "routes: [{match: {severity: error}, to: ops}]")
    assert found.route_for(Subject("warn", "raw.orders", "rows", "rule", "")) is None
    assert Match().matches(Subject("warn", "raw.orders", "rows", "rule", ""))
