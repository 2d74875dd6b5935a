"""Failures go under their first cause, by lineage and by time."""

from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.incidents.lifecycle import apply_evaluation
from ecom_platform.alerts.incidents.run_evaluation import RunEvaluation
from ecom_platform.quality.results.check_result import CheckResult
from tests.support.alerts.incidents import DAY, LINEAGE, NIGHT, failed, money, passed

PARENTS = {table: frozenset(parents) for table, parents in LINEAGE.items()}


def _evaluation(*check_results: CheckResult, night: int = 0) -> RunEvaluation:
    return RunEvaluation(f"run-{night}", NIGHT + night * DAY, check_results, PARENTS, held={})


def _opened(*check_results: CheckResult) -> list[Incident]:
    return [change.after for change in apply_evaluation([], _evaluation(*check_results))]


def _known(incident: Incident) -> Incident:
    """The incident as it comes back from the store."""
    return Incident(**{**vars(incident), "incident_id": 1})


def test_thirty_failures_downstream_of_a_broken_feed_are_one_incident_with_29_listed() -> None:
    downstream = [failed(f"m{n}", "marts.fct_orders") for n in range(19)]
    between = [failed(f"s{n}", "staging.orders") for n in range(10)]
    [incident] = _opened(*downstream, failed("rows", "raw.orders", severity="warn"), *between)
    assert incident.cause.check == "rows"
    assert len(incident.listed) == 29
    assert incident.severity == "error"


def test_failures_of_unrelated_feeds_are_two_incidents() -> None:
    found = _opened(failed("a"), failed("b", "raw.stock"), failed("c", "marts.dim_stock"))
    assert [(one.cause.table, len(one.listed)) for one in found] == [
        ("raw.orders", 0),
        ("raw.stock", 1),
    ]


def test_every_table_is_downstream_of_the_landed_files() -> None:
    [incident] = _opened(failed("c", "marts.dim_stock"), failed("a"), failed("f", "raw.files"))
    assert incident.cause.table == "raw.files"


def test_of_one_table_the_error_comes_first_then_the_money() -> None:
    [incident] = _opened(
        failed("warning", severity="warn", amount=money("900")),
        failed("cheap", amount=money("5")),
        failed("dear", amount=money("70")),
    )
    assert [one.check for one in incident.members] == ["dear", "cheap", "warning"]


def test_what_is_no_table_stands_alone() -> None:
    found = _opened(failed("delivers", "platform.slack"), failed("f", "raw.files"))
    assert len(found) == 2


def test_dimension_values_are_one_failure() -> None:
    [incident] = _opened(
        failed("volume", dimension="partner_id=P-7"),
        failed("volume", dimension="partner_id=P-9"),
        failed("volume"),
    )
    assert incident.listed == ()
    assert incident.cause.dimensions == ("partner_id=P-7", "partner_id=P-9")
    assert incident.cause.sentence == "volume on raw.orders failed (3 rows)."


def test_a_new_failure_goes_under_the_cause_of_its_own_night() -> None:
    [old] = _opened(failed("f", "raw.files", severity="error"))
    tonight = _evaluation(failed("f", "raw.files"), failed("b", "marts.dim_stock"), night=1)
    [change] = apply_evaluation([_known(old)], tonight)
    assert [one.check for one in change.after.listed] == ["b"]
    both = _evaluation(
        failed("f", "raw.files"), failed("a", "raw.stock"), failed("b", "marts.dim_stock"), night=1
    )
    [change] = apply_evaluation([_known(old)], both)
    assert [one.check for one in change.after.listed] == ["a", "b"]


def test_an_error_is_not_listed_under_a_warning_of_an_earlier_night() -> None:
    [old] = _opened(failed("late", "raw.files", severity="warn"))
    tonight = _evaluation(
        failed("late", "raw.files", severity="warn"), failed("sum", "marts.fct_orders"), night=1
    )
    found = apply_evaluation([_known(old)], tonight)
    assert [change.after.cause.check for change in found] == ["late", "sum"]
    assert "late on raw.files" in found[1].after.detail.likely_cause


def test_an_error_of_the_same_table_makes_an_old_warning_worse() -> None:
    [old] = _opened(failed("late", severity="warn"))
    tonight = _evaluation(failed("late", severity="warn"), failed("sum"), night=1)
    [change] = apply_evaluation([_known(old)], tonight)
    assert change.after.severity == "error"
    assert change.updates[0] == "It became an error, which holds the table back."


def test_a_check_that_could_not_run_because_of_an_upstream_failure_is_no_failure() -> None:
    unmade = [failed("keys", table, status="missing") for table in ("raw.orders", "staging.orders")]
    [incident] = _opened(failed("sum"), *unmade)
    assert incident.listed == ()
    assert len(_opened(failed("sum", severity="warn"), *unmade)) == 1
    assert len(_opened(failed("sum", severity="warn"), *unmade)[0].listed) == 2


def test_a_check_that_crashed_or_vanished_is_a_failure_of_its_severity() -> None:
    crashed = failed("sum", severity="warn", status="crashed")
    found = _opened(crashed, failed("keys", "raw.stock", status="missing"))
    assert [(one.cause.check, one.severity) for one in found] == [
        ("keys", "error"),
        ("sum", "warn"),
    ]


def test_a_passing_run_opens_nothing() -> None:
    assert _opened(passed("a"), passed("b", "marts.fct_orders")) == []


def test_lineage_in_a_circle_does_not_stop_the_alerts() -> None:
    circle = {"marts.a": frozenset({"marts.b"}), "marts.b": frozenset({"marts.a"})}
    evaluation = RunEvaluation(
        "run", NIGHT, (failed("x", "marts.a"), failed("y", "marts.b")), circle, {}
    )
    assert sum(len(change.after.members) for change in apply_evaluation([], evaluation)) == 2
