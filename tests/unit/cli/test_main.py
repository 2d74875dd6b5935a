"""The command line: sentences and exit codes for people, exact values for programs."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ecom_platform.cli.main import app
from ecom_platform.publishing.publish_version import publish
from tests.support.platform.small_platform import ALL_PASS, AMOUNTS, EMPTY, HINT, SmallPlatform


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPlatform:
    """A small platform that every command finds by ECOM_DATA."""
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    return SmallPlatform(tmp_path)


@pytest.fixture
def published(platform: SmallPlatform) -> SmallPlatform:
    """The same with one published version."""
    platform.build(tests={**ALL_PASS, HINT: "warn"})
    publish(platform.settings)
    return platform


def _ecom(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize(
    "command",
    ["demo", "ingest", "build", "publish", "status", "release", "versions", "rollback", "query"],
)
def test_every_command_has_help(command: str) -> None:
    result = _ecom(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_a_misspelt_command_exits_with_2() -> None:
    assert _ecom("pubish").exit_code == 2


def test_an_unknown_setting_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOM_DATTA", "x")
    result = _ecom("status")
    assert result.exit_code == 1
    assert "Unknown setting ECOM_DATTA" in result.stderr


@pytest.mark.parametrize("command", [["query", "select 1"], ["rollback"], ["publish"]])
def test_before_the_first_version_commands_say_what_to_do(
    platform: SmallPlatform, command: list[str]
) -> None:
    result = _ecom(*command)
    assert result.exit_code == 1
    assert "ecom" in result.stderr
    assert result.stdout == ""


def test_publish_says_what_it_did_and_then_that_nothing_changed(platform: SmallPlatform) -> None:
    platform.build()
    assert "is published: 4 tables" in _ecom("publish").stdout
    again = _ecom("publish")
    assert again.exit_code == 0
    assert "Nothing changed" in again.stdout


def test_a_refused_publication_names_the_checks_on_the_error_output(
    platform: SmallPlatform,
) -> None:
    platform.deliver("junk.csv", "refused")
    platform.build(models={EMPTY: "error"})
    result = _ecom("publish")
    assert result.exit_code == 1
    assert "junk.csv is refused" in result.stderr
    assert "Traceback" not in result.output


def test_a_publication_with_held_tables_exits_with_3(published: SmallPlatform) -> None:
    published.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    result = _ecom("publish")
    assert result.exit_code == 3
    assert "1 table is held back" in result.stdout
    status = _ecom("status")
    assert status.exit_code == 3
    assert "held since 20" in status.stdout
    assert "amounts_are_positive on marts.fct_orders failed (3 rows)" in status.stdout


def test_a_query_on_a_held_table_warns_beside_the_answer(published: SmallPlatform) -> None:
    published.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    _ecom("publish")
    held = _ecom("query", "select sum(amount)::int as n from marts.fct_orders", "--format", "csv")
    assert held.stdout == "n\n499500\n"
    assert "marts.fct_orders is held since" in held.stderr
    assert "amounts_are_positive" in held.stderr
    other = _ecom("query", "select count(*) from marts.dim_sellers")
    assert other.stderr == ""


def test_an_override_needs_a_reason_and_publishes_the_table(published: SmallPlatform) -> None:
    published.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    assert _ecom("release", "marts.fct_orders", "--reason", " ").exit_code == 1
    assert _ecom("release", "marts.dim_sellers", "--reason", "Seen.").exit_code == 1
    released = _ecom("release", "marts.fct_orders", "--reason", "Seen.", "--by", "ada")
    assert "Released: amounts_are_positive" in released.stdout
    assert _ecom("publish").exit_code == 0
    assert "Released by ada" in _ecom("status").stdout


def test_status_shows_tables_checks_money_version_and_where_to_look(
    published: SmallPlatform,
) -> None:
    result = _ecom("status")
    assert result.exit_code == 0
    for text in (
        "marts.fct_orders",
        "1,000",
        "No feed names a partner.",
        " passed, 0 failed, 1 with a warning.",
        "few_amounts_are_zero",
        "Quarantined: 0 unreadable rows.",
        "Deduplicated: 2 repeated rows worth 30.00 in order_lines.",
        "Version: 20",
        "Next: ecom query",
    ):
        assert text in result.stdout


def test_status_of_a_held_build_exits_with_1_and_shows_why(published: SmallPlatform) -> None:
    published.build("run-2", tests={**ALL_PASS, AMOUNTS: "fail"})
    published.deliver("junk.csv", "refused")
    result = _ecom("status")
    assert result.exit_code == 1
    assert "junk.csv is refused." in result.stdout
    assert "amounts_are_positive" in result.stdout
    assert "Version: 20" in result.stdout


def test_versions_marks_the_current_one_and_rollback_moves_the_mark(
    published: SmallPlatform,
) -> None:
    published.build("run-2", factor=2)
    _ecom("publish")
    newest, oldest = [line for line in _ecom("versions").stdout.splitlines() if "│ 20" in line]
    assert "current" in newest
    assert "current" not in oldest
    assert _ecom("rollback").exit_code == 0
    newest, oldest = [line for line in _ecom("versions").stdout.splitlines() if "│ 20" in line]
    assert "current" in oldest


def test_versions_before_the_first_is_no_error(platform: SmallPlatform) -> None:
    result = _ecom("versions")
    assert result.exit_code == 0
    assert "Nothing is published yet" in result.stdout


SQL = """
    select 12345678901234.50::decimal(18, 2) as amount, 0::decimal(18, 8) as rate,
        date '2026-01-02' as day, 'a "b", ü' as name, null as nothing, true as is_kept,
        [1.10::decimal(9, 2)] as list, 'nan'::double as not_a_number
"""


def test_json_keeps_every_digit_of_money(published: SmallPlatform) -> None:
    result = _ecom("query", SQL, "--format", "json")
    assert '"amount": 12345678901234.50' in result.stdout
    assert '"rate": 0.00000000' in result.stdout
    assert json.loads(result.stdout) == [
        {
            "amount": 12345678901234.5,
            "rate": 0,
            "day": "2026-01-02",
            "name": 'a "b", ü',
            "nothing": None,
            "is_kept": True,
            "list": [1.1],
            "not_a_number": "nan",
        }
    ]


def test_csv_keeps_every_digit_and_quotes_what_must_be(published: SmallPlatform) -> None:
    result = _ecom("query", SQL, "--format", "csv")
    header, row = csv.reader(io.StringIO(result.stdout))
    assert header[:2] == ["amount", "rate"]
    assert row[:5] == ["12345678901234.50", "0.00000000", "2026-01-02", 'a "b", ü', ""]


def test_csv_and_json_have_all_rows(published: SmallPlatform) -> None:
    sql = "select i from range(25000) as numbers(i)"
    assert len(_ecom("query", sql, "--format", "csv").stdout.splitlines()) == 25_001
    assert len(json.loads(_ecom("query", sql, "--format", "json").stdout)) == 25_000


def test_an_answer_without_rows_is_still_json(published: SmallPlatform) -> None:
    result = _ecom("query", "select 1 where false", "--format", "json")
    assert json.loads(result.stdout) == []


def test_a_table_is_for_people_and_says_when_it_is_cut(published: SmallPlatform) -> None:
    result = _ecom("query", "select i from range(1001) as numbers(i)")
    assert "999" in result.stdout
    assert "Only the first 1000 rows are shown" in result.stderr


def test_square_brackets_in_data_are_data(published: SmallPlatform) -> None:
    assert "[red]x[/red]" in _ecom("query", "select '[red]x[/red]'").stdout


def test_a_query_that_cannot_be_answered_is_a_sentence(published: SmallPlatform) -> None:
    result = _ecom("query", "delete from marts.fct_orders")
    assert result.exit_code == 1
    assert "A query must be one statement that only reads" in result.stderr


def test_a_query_can_ask_a_named_version(published: SmallPlatform) -> None:
    (first,) = [p.name for p in published.settings.published.iterdir() if p.is_dir()]
    published.build("run-2", factor=2)
    _ecom("publish")
    sql = "select sum(amount)::bigint as total from marts.fct_orders"
    now = _ecom("query", sql, "--format", "csv")
    then = _ecom("query", sql, "--format", "csv", "--version", first)
    assert (now.stdout, then.stdout) == ("total\n999000\n", "total\n499500\n")
    assert _ecom("query", sql, "--version", "v0").exit_code == 1


def test_ingest_without_a_landing_folder_is_a_sentence(platform: SmallPlatform) -> None:
    result = _ecom("ingest")
    assert result.exit_code == 1
    assert "landing" in result.stderr


def test_a_build_before_anything_is_ingested_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOM_DATA", str(tmp_path / "nothing"))
    result = _ecom("build")
    assert result.exit_code == 1
    assert "Run 'ecom ingest' first" in result.stderr
