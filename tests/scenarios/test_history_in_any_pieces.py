"""However a history arrives, the marts are the same, and every line leads to its record."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.platform.history import History, Platform, demo_history, differences, pieces
from tests.support.platform.warm_dbt import WarmDbt, warm_dbt

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return demo_history(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmDbt]:
    with warm_dbt(tmp_path_factory.mktemp("target")) as dbt:
        yield dbt


@pytest.fixture(scope="module")
def whole(history: History, dbt: WarmDbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse after everything was dropped in one piece."""
    platform = Platform(tmp_path_factory.mktemp("whole"), history, dbt)
    platform.drop(history.lines)
    platform.build()
    return platform.settings.warehouse_path


def test_torn_late_shuffled_and_repeated_pieces_give_the_marts_of_the_whole(
    history: History, whole: Path, dbt: WarmDbt, tmp_path: Path
) -> None:
    platform = Platform(tmp_path, history, dbt)
    for batch in pieces(history, seed=1, count=3):
        platform.drop(batch)
        platform.build()
    assert differences(whole, platform.settings.warehouse_path) == {}
    assert platform.lines_that_differ_from_their_record() == []


def test_day_after_day_gives_the_marts_of_the_whole_and_so_does_a_full_refresh(
    history: History, whole: Path, dbt: WarmDbt, tmp_path: Path
) -> None:
    platform = Platform(tmp_path, history, dbt)
    days = sorted({line.day for line in history.lines})
    for batch in (days[:-2], days[-2:-1], days[-1:]):
        for day in batch:
            platform.drop([line for line in history.lines if line.day == day])
        platform.build()
    assert differences(whole, platform.settings.warehouse_path) == {}
    assert platform.lines_that_differ_from_their_record() == []
    platform.build(full_refresh=True)
    assert differences(whole, platform.settings.warehouse_path) == {}
