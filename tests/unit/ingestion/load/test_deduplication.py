"""Raw has the same rows, however they are split into files, ordered and repeated."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import Settings
from tests.support.files.order_files import order_line, order_lines_file

HISTORY = [
    order_line(f"O{order}", line, day=f"2024-03-{1 + order // 3:02d}", price=f"{order}.{line}0")
    for order in range(12)
    for line in (1, 2)
]


def _loaded(*batches: Sequence[str]) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The active rows and the day fingerprints after each batch was dropped and loaded in turn."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), landing=Path(folder, "landing"), settle_seconds=0)
        settings.landing_folder.mkdir()
        for number, batch in enumerate(batches):
            path = settings.landing_folder / f"{number:03d}.csv"
            path.write_text(order_lines_file(*batch))
            load_landing(settings)
        with duckdb.connect(str(settings.warehouse_path)) as connection:
            rows = connection.execute(
                "select * exclude (file_id, record_number, section_number) "
                "from raw.order_lines where not is_superseded order by all"
            ).fetchall()
            days = connection.execute("from raw.day_fingerprints order by all").fetchall()
    return rows, days


@given(data=st.data())
@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_split_shuffled_and_repeated_rows_are_loaded_like_one_file(data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(HISTORY))
    cut = data.draw(st.integers(min_value=1, max_value=len(HISTORY) - 1))
    repeated = data.draw(st.lists(st.sampled_from(HISTORY), min_size=1, max_size=6))
    assert _loaded(shuffled[:cut], shuffled[cut:], repeated) == _loaded(HISTORY)


def test_a_changed_cell_changes_the_fingerprint_of_its_day_and_of_no_other() -> None:
    changed = [HISTORY[0].replace("EUR", "USD"), *HISTORY[1:]]
    _, before = _loaded(HISTORY)
    _, after = _loaded(changed)
    assert [day[1] for day in before] == [day[1] for day in after]
    changed_days = [day[1] for day, later in zip(before, after, strict=True) if day != later]
    assert [str(day) for day in changed_days] == ["2024-03-01"]
