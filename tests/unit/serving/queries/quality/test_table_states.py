"""The state of a number is the worst of its tables, and says why."""

from datetime import UTC, datetime

from ecom_platform.publishing.manifest import CheckFact, HeldFact
from ecom_platform.serving.queries.quality.table_states import held_causes, missing_reason, state_of
from tests.support.tables.versions import TABLES, manifest_of

DAILY = "marts.agg_daily_sales"
HELD = HeldFact(
    since=datetime(2026, 3, 9, tzinfo=UTC), because="Keys repeat.", cause=DAILY, content_of="v0"
)
WARNING = CheckFact(
    check="volume", table=DAILY, severity="warn", status="fail", failures=1, message="Half as many."
)


def test_a_table_that_passed_says_how_many_checks_did() -> None:
    state = state_of(manifest_of(), TABLES)
    assert (state.name, state.checks) == ("passed", 4)
    assert state.sentence == "No check failed; 4 passed on its tables."


def test_a_warning_is_shown_with_its_message() -> None:
    state = state_of(manifest_of(failed_checks=[WARNING]), [DAILY])
    assert (state.name, state.sentence) == ("warning", f"{DAILY}: Half as many.")


def test_a_held_table_says_since_when_and_why() -> None:
    state = state_of(manifest_of(held={DAILY: HELD}, failed_checks=[WARNING]), TABLES)
    assert state.name == "held"
    assert "held since 2026-03-09 00:00 UTC and shows version v0, because: Keys" in state.sentence


def test_a_released_table_says_who_let_it_pass() -> None:
    state = state_of(manifest_of(released={DAILY: "Released by Ada: known."}), [DAILY])
    assert (state.name, state.sentence) == ("released", f"{DAILY}: Released by Ada: known.")


def test_a_table_that_never_passed_is_missing_with_its_reason() -> None:
    held = {"marts.dim_products": HELD.model_copy(update={"content_of": None})}
    manifest = manifest_of(held=held)
    assert "was never good" in (missing_reason(manifest, ["marts.dim_products"]) or "")
    assert "not part of this version" in (missing_reason(manifest, ["marts.moon"]) or "")
    assert missing_reason(manifest, TABLES) is None


def test_tables_held_by_one_cause_are_named_once() -> None:
    made_of_it = HELD.model_copy(
        update={"because": f"It is made of {DAILY}, which is held. Keys repeat."}
    )
    other = HELD.model_copy(update={"cause": "marts.dim_feeds", "because": "No days."})
    manifest = manifest_of(
        held={
            "marts.fct_order_items": made_of_it,
            DAILY: HELD,
            "marts.dim_feeds": other,
        }
    )
    first, second = (cause.sentence for cause in held_causes(manifest))
    assert first == (
        "2 tables are held since 2026-03-09 00:00 UTC because of marts.agg_daily_sales: "
        "Keys repeat. Readers see the last good content."
    )
    assert second == (
        "1 table is held since 2026-03-09 00:00 UTC because of marts.dim_feeds: "
        "No days. Readers see the last good content."
    )
    sentence = state_of(manifest, [DAILY, "marts.fct_order_items"]).sentence
    assert sentence.count("Keys repeat") == 1
    assert state_of(manifest, [DAILY]).held_since == HELD.since
