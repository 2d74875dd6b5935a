"""When a fault counts as noticed, and when readers saw it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ecom_platform.fault_injection.fault import Delivery
from ecom_platform.fault_injection.fault_registry import fault_named
from ecom_platform.fire_drill import inject_faults
from ecom_platform.fire_drill.baseline_night import Baseline
from ecom_platform.fire_drill.inject_faults import feed_of, inject_fault
from ecom_platform.fire_drill.nights import Alarm, NightResult
from ecom_platform.fire_drill.scorecard import InjectionResult
from tests.support.files.deliveries import delivery

FCT, DIM = "marts.fct_order_items", "marts.dim_dates"
KNOWN = Alarm("raw.x", "few_rows", "warn")
FOUND = Alarm("raw.order_lines", "amounts_are_positive", "error")
BEFORE = NightResult(frozenset([KNOWN]), {FCT: "old", DIM: "old"})
CLEAN = tuple(NightResult(frozenset([KNOWN]), {FCT: f"night {n}", DIM: "old"}) for n in (1, 2, 3))


class _Script:
    """A stage whose nights leave what the test says, and which keeps what arrived."""

    def __init__(self, nights: Iterable[NightResult]) -> None:
        self.nights: Iterator[NightResult] = iter(nights)
        self.arrived: list[list[Delivery]] = []
        self.ended_early: list[bool] = []

    def __call__(self, _folder: Path) -> "_Script":
        return self

    def copy_from(self, _other: object) -> None:
        """Nothing to copy."""

    def night(self, deliveries: Iterable[Delivery], *, until_raw: bool) -> NightResult:
        """The next night."""
        self.arrived.append(list(deliveries))
        self.ended_early.append(until_raw)
        return next(self.nights)


def _baseline(folder: Path) -> Baseline:
    nights = tuple(
        {feed: delivery(feed, night) for feed in ("amazon_sale_report", "order_lines")}
        for night in (1, 2, 3)
    )
    return Baseline(folder, nights, BEFORE, CLEAN)


def _try(
    monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, *nights: NightResult, size: int = -1
) -> tuple[InjectionResult, _Script]:
    script, one = _Script(nights), fault_named(name)
    baseline = _baseline(folder)
    monkeypatch.setattr(inject_faults, "NightRunner", script)
    monkeypatch.setattr(Baseline, "runner", None)
    return inject_fault(baseline, one, one.sizes[size], folder), script


def test_the_first_night_with_a_new_alarm_ends_the_injection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = NightResult(frozenset([KNOWN, FOUND]), BEFORE.marts)
    injection, script = _try(monkeypatch, tmp_path, "sign_flipped", CLEAN[0], held)
    assert (injection.night, injection.noticed_as) == (2, "error")
    assert injection.checks == ("amounts_are_positive on raw.order_lines",)
    assert len(script.arrived) == 2


def test_what_also_rings_without_the_fault_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    injection, _ = _try(monkeypatch, tmp_path, "sign_flipped", *CLEAN)
    assert injection.night is None
    assert not injection.is_caught


def test_a_warning_that_becomes_an_error_is_news(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    graver = NightResult(frozenset([Alarm("raw.x", "few_rows", "error")]), BEFORE.marts)
    injection, _ = _try(monkeypatch, tmp_path, "sign_flipped", graver)
    assert (injection.night, injection.noticed_as) == (1, "error")


@pytest.mark.parametrize(
    ("content", "leaked"),
    [("old", ()), ("night 1", ()), ("night 2", (FCT,)), ("wrong", (FCT,))],
)
def test_readers_may_see_the_last_good_or_the_right_content_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, leaked: tuple[str, ...]
) -> None:
    seen = NightResult(frozenset([FOUND]), {FCT: content, DIM: "old"})
    injection, _ = _try(monkeypatch, tmp_path, "sign_flipped", seen)
    assert injection.leaked == leaked


def test_what_readers_saw_before_anybody_noticed_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = NightResult(frozenset(), {FCT: "wrong", DIM: "old"})
    held = NightResult(frozenset([FOUND]), BEFORE.marts)
    injection, _ = _try(monkeypatch, tmp_path, "sign_flipped", wrong, held)
    assert (injection.night, injection.leaked) == (2, (FCT,))


def test_a_harmless_fault_needs_one_night_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    injection, script = _try(monkeypatch, tmp_path, "file_twice", CLEAN[0])
    assert injection.is_caught
    assert len(script.arrived) == 1


def test_a_fault_is_planted_in_one_feed_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    injection, script = _try(monkeypatch, tmp_path, "sign_flipped", *CLEAN)
    assert injection.feed == "order_lines"
    first = {arrived.feed: arrived for arrived in script.arrived[0]}
    assert first["amazon_sale_report"] == delivery("amazon_sale_report")
    assert dict(first["order_lines"].files) != dict(delivery("order_lines").files)
    assert {arrived.feed: arrived for arrived in script.arrived[1]} == {
        feed: delivery(feed, 2) for feed in ("amazon_sale_report", "order_lines")
    }


def test_a_fault_goes_to_the_first_of_its_feeds_that_is_there(tmp_path: Path) -> None:
    baseline = _baseline(tmp_path)
    assert feed_of(baseline, fault_named("category_multiplied")) == "amazon_sale_report"
    assert feed_of(baseline, fault_named("rates_inverted")) is None


@pytest.mark.parametrize(("size", "ends_early"), [(-1, False), (0, True)])
def test_only_the_obvious_size_is_run_to_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: int, ends_early: bool
) -> None:
    held = NightResult(frozenset([FOUND]), BEFORE.marts)
    _, script = _try(monkeypatch, tmp_path, "sign_flipped", held, size=size)
    assert script.ended_early == [ends_early]


def test_the_first_cause_is_listed_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    below = Alarm("marts.fct_order_items", "partners_are_known", "error")
    milder = Alarm("raw.order_lines", "a_mean", "warn")
    seen = NightResult(frozenset([below, milder, FOUND]), BEFORE.marts)
    injection, _ = _try(monkeypatch, tmp_path, "sign_flipped", seen)
    assert injection.checks == (
        "amounts_are_positive on raw.order_lines",
        "a_mean on raw.order_lines",
        "partners_are_known on marts.fct_order_items",
    )
