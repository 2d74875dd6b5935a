"""What a drill is asked for: which faults, which sizes, on whose files."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.drill_record import read_record
from ecom_platform.fault_injection.fault import Size
from ecom_platform.fault_injection.fault_registry import all_faults, fault_named
from ecom_platform.fire_drill import run_drill
from ecom_platform.fire_drill.baseline_night import Baseline
from ecom_platform.fire_drill.nights import NightResult
from ecom_platform.fire_drill.scorecard import InjectionResult
from tests.support.files.deliveries import delivery

NOTHING = NightResult(frozenset(), {})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What is planted, as fault to sizes; every fault is caught."""
    found: dict[str, list[str]] = {}

    def prepared(_landing: Path, folder: Path) -> Baseline:
        nights = ({"order_lines": delivery("order_lines")},)
        return Baseline(folder, nights, NOTHING, (NOTHING,))

    def tried(
        _baseline: Baseline, chosen: Mapping[str, Sequence[Size]]
    ) -> Iterator[list[InjectionResult]]:
        for name, sizes in list(chosen.items())[::-1]:
            found[name] = [size.name for size in sizes]
            yield [
                InjectionResult(
                    fault=name,
                    size=size.name,
                    severity="warn",
                    is_obvious=size.is_obvious,
                    feed="order_lines",
                    night=1,
                    noticed_as="warn",
                    checks=("a on raw.b",),
                    leaked=(),
                    seconds=1.0,
                )
                for size in reversed(sizes)
            ]

    monkeypatch.setattr(run_drill, "prepare_baseline", prepared)
    monkeypatch.setattr(run_drill, "inject_faults", tried)
    return found


def test_all_faults_that_can_happen_are_tried_in_all_sizes(
    asked: dict[str, list[str]], tmp_path: Path
) -> None:
    card = run_drill.drill(tmp_path, tmp_path / "my shop")
    possible = {name for name, one in all_faults().items() if "order_lines" in one.feeds}
    assert set(asked) == possible
    assert asked["sign_flipped"] == [size.name for size in fault_named("sign_flipped").sizes]
    assert set(card.impossible) == set(all_faults()) - possible
    assert card.company == "my shop"
    assert [injection.fault for injection in card.obvious] == sorted(possible)


def test_a_quick_drill_tries_the_obvious_sizes(asked: dict[str, list[str]], tmp_path: Path) -> None:
    run_drill.drill(tmp_path, tmp_path, quick=True)
    assert all(sizes == [fault_named(name).obvious.name] for name, sizes in asked.items())


def test_one_fault_in_one_size(asked: dict[str, list[str]], tmp_path: Path) -> None:
    progress: list[str] = []
    run_drill.drill(
        tmp_path,
        tmp_path,
        chosen=[fault_named("sign_flipped")],
        size="all rows",
        progress=progress.append,
    )
    assert asked == {"sign_flipped": ["all rows"]}
    assert progress[-1].startswith("sign_flipped (all rows, order_lines): caught, in night 1")


def test_an_unknown_size_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(QualityError, match=r"no size 'huge'.*'1 % of the rows'"):
        run_drill.drill(tmp_path, tmp_path, chosen=[fault_named("sign_flipped")], size="huge")


def test_without_files_a_demo_company_is_made(
    asked: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(run_drill, "generate", lambda folder, **_: made.append(folder))
    card = run_drill.drill(tmp_path, chosen=[fault_named("sign_flipped")])
    assert made == [tmp_path / "demo" / "landing"]
    assert card.company == "the demo company"


@pytest.mark.usefixtures("asked")
def test_a_whole_drill_keeps_a_row_per_fault_class(tmp_path: Path) -> None:
    kept = tmp_path / "fire_drill.json"
    card = run_drill.drill(tmp_path, tmp_path, keep_at=kept)
    record = read_record(kept)
    assert record is not None
    assert (record.company, record.sentence, record.is_met) == (
        tmp_path.name,
        card.sentence,
        card.is_met,
    )
    assert [row.fault for row in record.faults] == [injection.fault for injection in card.obvious]


@pytest.mark.usefixtures("asked")
def test_a_drill_of_one_fault_does_not_replace_what_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "fire_drill.json"
    run_drill.drill(tmp_path, tmp_path, chosen=[fault_named("sign_flipped")], keep_at=kept)
    assert not kept.exists()
