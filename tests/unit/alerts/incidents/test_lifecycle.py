"""Incidents stay consistent whatever evaluations bring, in any order and any number."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.alerts.incidents.incident import Change, Incident
from ecom_platform.alerts.incidents.lifecycle import apply_evaluation
from ecom_platform.alerts.incidents.run_evaluation import RunEvaluation
from ecom_platform.quality.results.check_result import CheckResult
from tests.support.alerts.incidents import DAY, LINEAGE, NIGHT, failed, passed

PARENTS = {table: frozenset(parents) for table, parents in LINEAGE.items()}
CHECKS = [
    ("files", "raw.files"),
    ("rows", "raw.orders"),
    ("keys", "raw.orders"),
    ("rows", "raw.stock"),
    ("sums", "staging.orders"),
    ("sums", "marts.fct_orders"),
    ("ticks", "platform.nightly"),
]
Night = tuple[CheckResult, ...]


@st.composite
def a_night(draw: st.DrawFn) -> Night:
    """Each check with some result or none."""
    found: list[CheckResult] = []
    for name, table in CHECKS:
        status = draw(st.sampled_from(["pass", "fail", "crashed", "missing", "none"]))
        if status == "none":
            continue
        severity = draw(st.sampled_from(["warn", "error"]))
        found.append(failed(name, table, status=status, severity=severity))
        if status == "fail" and draw(st.booleans()):
            partner = draw(st.sampled_from(["P-1", "P-2"]))
            found.append(failed(name, table, severity=severity, dimension=f"partner_id={partner}"))
    return tuple(found)


class IncidentList:
    """The open incidents, numbered as the store would number them."""

    def __init__(self) -> None:
        self.open: list[Incident] = []
        self.over: list[Incident] = []
        self.count = 0

    def apply(self, night: Night) -> list[Change]:
        """What an evaluation with these check results did."""
        self.count += 1
        evaluation = RunEvaluation(
            f"run-{self.count}", NIGHT + self.count * DAY, night, PARENTS, held={}
        )
        changes = apply_evaluation(self.open, evaluation)
        after = [change.after for change in changes]
        numbered = [
            one if one.incident_id else replace(one, incident_id=100 * self.count + position)
            for position, one in enumerate(after)
        ]
        self.open = [one for one in numbered if one.is_open]
        self.over += [one for one in numbered if not one.is_open]
        return changes


@settings(max_examples=150, deadline=None)
@given(st.lists(a_night(), max_size=6))
def test_a_failure_stands_in_exactly_one_open_incident(nights: list[Night]) -> None:
    incidents = IncidentList()
    for night in nights:
        incidents.apply(night)
        members = [one.fingerprint for incident in incidents.open for one in incident.members]
        assert len(members) == len(set(members))
        assert all(incident.failing for incident in incidents.open)
        assert not any(incident.failing for incident in incidents.over)


@settings(max_examples=150, deadline=None)
@given(st.lists(a_night(), max_size=5), a_night())
def test_a_night_that_repeats_brings_no_news(nights: list[Night], last: Night) -> None:
    incidents = IncidentList()
    for night in (*nights, last):
        incidents.apply(night)
    again = incidents.apply(last)
    assert [change.updates for change in again if change.updates] == []
    assert all(change.before and change.after.is_open for change in again)


@settings(max_examples=100, deadline=None)
@given(st.lists(a_night(), max_size=5))
def test_a_night_in_which_everything_passes_ends_everything(nights: list[Night]) -> None:
    incidents = IncidentList()
    for night in nights:
        incidents.apply(night)
    incidents.apply(tuple(passed(name, table) for name, table in CHECKS))
    assert incidents.open == []


@settings(max_examples=100, deadline=None)
@given(a_night(), st.randoms(use_true_random=False))
def test_the_order_of_check_results_does_not_matter(night: Night, chance: object) -> None:
    shuffled = list(night)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert apply_evaluation(
        [], RunEvaluation("run", NIGHT, night, PARENTS, {})
    ) == apply_evaluation([], RunEvaluation("run", NIGHT, tuple(shuffled), PARENTS, {}))
