"""Faults run down the lineage, and every table knows the first one it goes back to."""

from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.quality.gate.lineage import descendants, first_causes, in_build_order

DIAMOND = {
    "raw.a": frozenset[str](),
    "raw.b": frozenset[str](),
    "staging.a": frozenset({"raw.a"}),
    "marts.x": frozenset({"staging.a", "raw.b"}),
    "marts.y": frozenset({"marts.x"}),
}


def test_a_table_comes_after_the_tables_it_depends_on() -> None:
    order = in_build_order(DIAMOND)
    assert order.index("raw.a") < order.index("staging.a") < order.index("marts.x")


def test_descendants_are_all_dependent_tables_without_the_table_itself() -> None:
    assert descendants(DIAMOND, ["raw.a"]) == {"staging.a", "marts.x", "marts.y"}
    assert descendants(DIAMOND, ["marts.y"]) == set()


def test_a_failed_table_below_a_failed_one_goes_back_to_the_first() -> None:
    causes = first_causes(DIAMOND, ["staging.a", "marts.x"])
    assert causes == {"staging.a": "staging.a", "marts.x": "staging.a", "marts.y": "staging.a"}


def test_a_failed_table_that_nobody_knows_is_its_own_cause() -> None:
    assert first_causes(DIAMOND, ["platform.nightly"]) == {"platform.nightly": "platform.nightly"}


@st.composite
def _lineages(draw: st.DrawFn) -> tuple[dict[str, frozenset[str]], set[str]]:
    names = [f"t{number}" for number in range(draw(st.integers(1, 12)))]
    parents = {
        name: frozenset(draw(st.sets(st.sampled_from(names[:place])))) if place else frozenset()
        for place, name in enumerate(names)
    }
    return parents, draw(st.sets(st.sampled_from(names)))


@given(_lineages())
def test_exactly_failed_tables_and_their_descendants_have_a_cause(
    case: tuple[dict[str, frozenset[str]], set[str]],
) -> None:
    parents, failed = case
    causes = first_causes(parents, failed)
    assert set(causes) == failed | descendants(parents, failed)
    assert set(causes.values()) <= failed


@given(_lineages())
def test_a_first_cause_depends_on_nothing_that_failed(
    case: tuple[dict[str, frozenset[str]], set[str]],
) -> None:
    parents, failed = case
    for cause in set(first_causes(parents, failed).values()):
        assert cause not in descendants(parents, failed - {cause})
