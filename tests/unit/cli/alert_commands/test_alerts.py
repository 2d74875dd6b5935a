"""Alerts on the command line: follow, deliver, test; no secret in any output."""

import logging
from pathlib import Path

import pytest
import typer
from sqlalchemy import text
from typer.testing import CliRunner, Result

from ecom_platform.cli.alert_commands.alerts import alerts_app
from ecom_platform.operations.store import Store, open_store
from ecom_platform.operations.store_tables import METADATA
from ecom_platform.settings import Settings
from tests.support.alerts.incidents import failed, queued, record_evaluation

app = typer.Typer()
app.add_typer(alerts_app, name="alerts")
SECRETS = {
    "ECOM_SLACK_TOKEN": "xoxb-token-of-slack",
    "ECOM_SMTP_URL": "smtp://postman:word-of-mail@127.0.0.1:1",
    "ECOM_WEBHOOK_SECRET": "whsec_c2VjcmV0LW9mLXdlYmhvb2tzLTEyMzQ1",
}
WORDS = ("xoxb-token-of-slack", "word-of-mail", "c2VjcmV0LW9mLXdlYmhvb2tzLTEyMzQ1", "hidden-path")
FILE = """
channels:
  data-quality: {kind: slack, channel: "#data-quality"}
  on-call: {kind: email, to: [on-call@example.com]}
  ops: {kind: webhook, url: "https://127.0.0.1:1/hidden-path", allow_private: true}
routes:
  - match: {severity: error}
    to: [data-quality, on-call, ops]
    escalate: {after_hours: 4, to: [on-call]}
    repeat_hours: 24
    quiet_hours: {from: "22:00", to: "07:00"}
fallback: on-call
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store beside an alerts file whose channels nobody listens to, and the secrets set."""
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    monkeypatch.setenv("ECOM_SLACK_URL", "http://127.0.0.1:1/api/")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "alerts.yaml").write_text(FILE)
    return open_store(Settings(data=tmp_path))


def _ecom(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_follow_prints_what_it_did(store: Store) -> None:
    record_evaluation(store, "a", failed("rows"))
    assert _ecom("alerts", "follow").output == "Evaluations processed: 1. Open incidents: 1.\n"
    assert [channel for _, channel, _ in queued(store)] == [
        "data-quality",
        "on-call",
        "ops",
    ]


def test_routes_are_shown_as_they_are_understood(store: Store) -> None:
    result = _ecom("alerts", "routes")
    assert result.exit_code == 0
    for shown in ("#data-quality", "severity error", "after 4 h to on-call", "22:00 to 07:00"):
        assert shown in result.output


def test_a_mistake_in_the_file_is_a_sentence_of_every_command(store: Store, tmp_path: Path) -> None:
    (tmp_path / "alerts.yaml").write_text(FILE + "\nroute: []\n")
    for command in ("routes", "follow", "deliver", "test"):
        result = _ecom("alerts", command)
        assert result.exit_code == 1
        assert "route is not known; known there: channels, routes" in result.stderr


def test_without_a_file_nobody_is_notified_and_routes_shows_that(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "alerts.yaml").unlink()
    assert "nobody is notified" in _ecom("alerts", "routes").output
    assert "There is no channel to test" in _ecom("alerts", "test").stderr


def test_a_channel_that_nobody_declared_cannot_be_tried(store: Store) -> None:
    result = _ecom("alerts", "test", "pager")
    assert result.exit_code == 1
    assert "There is no channel pager; declared in the alerts file: data-quality" in result.stderr


def test_a_test_that_does_not_arrive_exits_with_1_and_no_secret_is_printed(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record_evaluation(
        store, "a", failed("rows", message="postgresql://me:word-of-mail@host refused.")
    )
    results = [_ecom("alerts", command) for command in ("follow", "test", "deliver", "routes")]
    assert [result.exit_code for result in results[:2]] == [0, 1]
    assert "data-quality: waiting" in results[1].output
    outputs = [result.output + result.stderr for result in results]
    with store.transaction() as connection:
        for table in METADATA.sorted_tables:
            if table.name != "outcomes":  # holds the message as the driver gave it
                outputs += [str(row) for row in connection.execute(table.select())]
        assert connection.execute(text("select count(*) from messages")).scalar_one() == 2
    everything = "\n".join([*outputs, caplog.text])
    assert [word for word in WORDS if word in everything] == []
