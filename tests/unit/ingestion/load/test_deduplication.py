"""Raw has the same rows, however they are split into files, ordered and repeated."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import Settings
from tests.support.files.order_files import HEADER, order_line

HISTORY = [
    order_line(f"O{order}", line, day=f"2024-03-{1 + order // 3:02d}", price=f"{order}.{line}0")
    for order in range(12)
    for line in (1, 2)
]


def _loaded(
    *nights: Sequence[Sequence[str]], header: str = HEADER
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The active rows and the day fingerprints after each night's files were dropped and loaded."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), landing=Path(folder, "landing"), settle_seconds=0)
        settings.landing_folder.mkdir()
        for night, files in enumerate(nights):
            for number, lines in enumerate(files):
                path = settings.landing_folder / f"{night:03d}-{number}.csv"
                path.write_text("\n".join([header, *lines, ""]))
            load_landing(settings)
        with duckdb.connect(str(settings.warehouse_path)) as connection:
            rows = connection.execute(
                "select order_id, line_id, unit_price, * exclude (order_id, line_id, unit_price, "
                "file_id, record_number, section_number, superseded_by) "
                "from raw.order_lines where not is_superseded order by all"
            ).fetchall()
            days = connection.execute("from raw.day_fingerprints order by all").fetchall()
    return rows, days


@given(data=st.data())
@hypothesis_settings(max_examples=6, deadline=None, phases=[Phase.generate])
def test_split_shuffled_and_repeated_orders_are_loaded_like_one_file(data: st.DataObject) -> None:
    """Exports are cut into files in the middle of an order, and come again with whole orders."""
    shuffled = data.draw(st.permutations(HISTORY))
    cut = data.draw(st.integers(min_value=1, max_value=len(HISTORY) - 1))
    first = 2 * data.draw(st.integers(min_value=0, max_value=10))
    repeated = HISTORY[first : first + 2 * data.draw(st.integers(min_value=1, max_value=3))]
    assert _loaded([shuffled[:cut], shuffled[cut:]], [repeated]) == _loaded([HISTORY])


STATED_HEADER = f"{HEADER},updated_at"
_ORDER_STATES = st.lists(
    st.sets(st.integers(min_value=1, max_value=4), min_size=1), min_size=1, max_size=5
)


@given(states=st.lists(_ORDER_STATES, min_size=1, max_size=2), data=st.data())
@hypothesis_settings(max_examples=6, deadline=None, phases=[Phase.generate])
def test_statements_with_a_time_give_the_same_rows_in_any_order_of_arrival(
    states: list[list[set[int]]], data: st.DataObject
) -> None:
    """The newest statement of each order counts, with exactly the lines that it has."""
    deliveries = [
        [
            f"{order_line(f'O{order}', line, price=f'{time}.00')},2024-03-{1 + time:02d} 08:00:00"
            for line in sorted(lines)
        ]
        for order, versions in enumerate(states)
        for time, lines in enumerate(versions)
    ]
    arrived = data.draw(st.permutations(deliveries))
    cut = data.draw(st.integers(min_value=0, max_value=len(arrived)))
    rows, days = _loaded(arrived[:cut], arrived[cut:], header=STATED_HEADER)
    newest = [
        (f"O{order}", versions[-1], len(versions) - 1) for order, versions in enumerate(states)
    ]
    assert sorted(row[:3] for row in rows) == sorted(
        (order, str(line), time) for order, lines, time in newest for line in lines
    )
    assert (rows, days) == _loaded(deliveries, header=STATED_HEADER)


def test_a_changed_cell_changes_the_fingerprint_of_its_day_and_of_no_other() -> None:
    changed = [HISTORY[0].replace("EUR", "USD"), *HISTORY[1:]]
    _, before = _loaded([HISTORY])
    _, after = _loaded([changed])
    assert [day[1] for day in before] == [day[1] for day in after]
    changed_days = [day[1] for day, later in zip(before, after, strict=True) if day != later]
    assert [str(day) for day in changed_days] == ["2024-03-01"]
