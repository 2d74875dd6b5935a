"""Incidents on the command line: a list for people and programs, `ack` and `silence`."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ecom_platform.cli.main import app
from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import Settings
from tests.support.alerts.incidents import Nights, failed, money, notifications, passed, routes


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with an open incident and one that is over, and no alerts file."""
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    store = open_store(Settings(data=tmp_path))
    nights = Nights(store, routes())
    dear: dict[str, Any] = {
        "amount": money("1234.50"),
        "currency": "INR",
        "owner": "finance@example.com",
    }
    nights.night(
        failed("rows", **dear), failed("keys", "marts.fct_orders"), failed("x", "raw.stock")
    )
    nights.night(
        failed("rows", **dear), failed("keys", "marts.fct_orders"), passed("x", "raw.stock")
    )
    return store


def _ecom(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_list_shows_what_is_open(found: Store) -> None:
    result = _ecom("incidents")
    assert result.exit_code == 0
    for shown in ("firing", "error", "2026-05-04 03:00", "rows on raw.orders failed (3 rows)."):
        assert shown in result.output
    assert "1,234.50" in result.output
    assert "finance@example.com" in result.output
    assert "x on raw.stock" not in result.output


def test_the_list_of_all_for_programs_has_exact_values(found: Store) -> None:
    rows = json.loads(_ecom("incidents", "--all", "--format", "json").output)
    assert [(row["incident"], row["state"], row["listed"]) for row in rows] == [
        (1, "firing", 1),
        (2, "resolved", 0),
    ]
    assert '"amount": 1234.50' in _ecom("incidents", "--format", "json").output
    assert "1234.50,INR" in _ecom("incidents", "--format", "csv").output


def test_no_incident_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    assert _ecom("incidents").output == "No incident is open.\n"


def test_who_is_on_it_is_stored_and_dispatched(found: Store) -> None:
    assert _ecom("ack", "1", "--by", "ada", "--note", "asked the partner").exit_code == 0
    assert "acknowledged" in _ecom("incidents").output
    assert notifications(found)[-1].updates == ("ada is on it: asked the partner.",)


@pytest.mark.parametrize(
    ("number", "why"),
    [("2", "Incident 2 was resolved at 2026-05-05 03:00 UTC."), ("9", "There is no incident 9;")],
)
def test_what_is_over_or_not_there_cannot_be_taken(found: Store, number: str, why: str) -> None:
    result = _ecom("ack", number)
    assert result.exit_code == 1
    assert why in result.stderr


def test_nobody_takes_an_incident_from_another(found: Store) -> None:
    _ecom("ack", "1", "--by", "ada")
    result = _ecom("ack", "1", "--by", "bob")
    assert result.exit_code == 1
    assert "ada has been on incident 1 since" in result.stderr


def test_a_silence_is_listed_until_it_ends(found: Store) -> None:
    made = _ecom("silence", "--table", "raw.*", "--hours", "2", "--reason", "moving", "--by", "ada")
    assert made.exit_code == 0
    assert "Silence 1 of table raw.* ends at" in made.output
    listed = _ecom("silences").output
    assert "table raw.*" in listed
    assert "moving" in listed


def test_the_end_of_a_silence_is_local_time(found: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOM_TIMEZONE", "Asia/Kolkata")
    until = "2999-05-06 12:00"
    made = _ecom("silence", "--check", "rows", "--until", until, "--reason", "known")
    assert "ends at 2999-05-06 06:30 UTC" in made.output


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--hours", "1"], "A silence must name what it covers"),
        (["--table", "raw.x"], "give either --hours or --until"),
        (["--table", "raw.x", "--hours", "1", "--until", "2030-01-01"], "either --hours or"),
        (["--table", "raw.x", "--until", "soon"], "'soon' is not a time."),
        (["--table", "raw.x", "--until", "2020-01-01 08:00"], "would end at 2020-01-01 08:00"),
        (["--severity", "bad", "--hours", "1"], "'bad' is not a severity. Use warn, error"),
    ],
)
def test_a_silence_that_makes_no_sense_is_a_sentence(
    found: Store, options: list[str], why: str
) -> None:
    result = _ecom("silence", *options, "--reason", "known")
    assert result.exit_code == 1
    assert why in result.stderr


def test_no_silence_is_a_sentence(found: Store) -> None:
    assert _ecom("silences").output == "No silence is in force.\n"
