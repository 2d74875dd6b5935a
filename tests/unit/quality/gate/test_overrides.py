"""A held table passes by name and reason, for the failures someone looked at and no others."""

import pytest

from ecom_platform.errors import QualityError
from ecom_platform.operations.store import open_store
from ecom_platform.publishing.publish_version import publish
from ecom_platform.quality.gate.gate import evaluate_run
from ecom_platform.quality.gate.overrides import override_held_table
from ecom_platform.quality.results.check_result import CheckResult
from tests.support.platform.small_platform import ALL_PASS, AMOUNTS, KEYS, SmallPlatform

REASON = "The amounts are refunds, finance agreed."


def _override(
    platform: SmallPlatform, table: str = "marts.fct_orders", reason: str = REASON
) -> list[CheckResult]:
    with open_store(platform.settings).transaction() as store:
        return override_held_table(store, table, reason=reason, by="ada")


@pytest.fixture
def held(platform: SmallPlatform) -> SmallPlatform:
    """A platform whose order table is held."""
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    evaluate_run(platform.settings, "run-1")
    return platform


def test_a_released_table_passes_and_says_who_let_it_and_why(held: SmallPlatform) -> None:
    assert [one.check for one in _override(held)] == ["amounts_are_positive"]
    verdict = evaluate_run(held.settings, "run-1").tables["marts.fct_orders"]
    assert verdict.state == "released"
    assert verdict.reasons[0].startswith("Released by ada on ")
    assert verdict.reasons[0].endswith(REASON)


def test_readers_see_that_a_table_is_overridden(held: SmallPlatform) -> None:
    _override(held)
    version = publish(held.settings).version
    assert version.tables["marts.fct_orders"].rows == 1000
    assert REASON in version.released["marts.fct_orders"]
    assert not version.held


def test_what_is_made_of_a_released_table_says_so(platform: SmallPlatform) -> None:
    """Numbers made of released rows looked as if every check behind them had passed."""
    platform.deliver("x.csv", "refused")
    platform.build()
    with open_store(platform.settings).transaction() as store:
        override_held_table(store, "raw.files", reason=REASON, by="ada")
    made_of_it = evaluate_run(platform.settings, "run-1").tables["marts.fct_orders"]
    assert (made_of_it.state, made_of_it.cause) == ("released", "raw.files")
    version = publish(platform.settings).version
    told = version.released["marts.fct_orders"]
    assert told.startswith("It is made of raw.files, which failed a check and was released.")
    assert told.endswith(REASON)


def test_the_same_failure_stays_released_in_the_next_run(held: SmallPlatform) -> None:
    _override(held)
    held.build("run-2", tests={**ALL_PASS, AMOUNTS: "fail"})
    assert not evaluate_run(held.settings, "run-2").held


def test_another_failure_of_the_table_is_held_as_ever(held: SmallPlatform) -> None:
    _override(held)
    held.build("run-2", tests={**ALL_PASS, AMOUNTS: "fail", KEYS: "fail"})
    verdict = evaluate_run(held.settings, "run-2")
    assert set(verdict.held) == {"marts.fct_orders"}
    assert "keys_are_unique" in verdict.reasons[0]


def test_a_check_that_fails_by_other_rows_is_held_as_ever(held: SmallPlatform) -> None:
    _override(held)
    held.build("run-2", tests={**ALL_PASS, AMOUNTS: "fail"}, failures=4)
    assert set(evaluate_run(held.settings, "run-2").held) == {"marts.fct_orders"}


def test_a_release_without_a_reason_is_refused(held: SmallPlatform) -> None:
    with pytest.raises(QualityError, match="needs a reason"):
        _override(held, reason="  ")


@pytest.mark.parametrize("table", ["marts.dim_partners", "marts.no_such_table"])
def test_a_table_without_a_failure_of_its_own_cannot_be_released(
    held: SmallPlatform, table: str
) -> None:
    with pytest.raises(QualityError, match="no failed check of its own"):
        _override(held, table)
    assert evaluate_run(held.settings, "run-1").held
