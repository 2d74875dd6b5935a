"""Every row that was read is accounted for, in rows and money, whatever is delivered when."""

import tempfile
from decimal import Decimal
from pathlib import Path

import duckdb
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import Settings
from tests.support.files.order_files import HEADER, order_line

_LINES = st.builds(
    lambda order, line, day, price, status, updated: (
        f"{order},{line},2024-03-{day:02d} 10:00:00,{'Web' if order % 2 else 'Store'},S,2,"
        f"{price},{'EUR' if order < 4 else 'USD'},{status},{updated}"
    ),
    order=st.integers(min_value=1, max_value=5),
    line=st.integers(min_value=1, max_value=3),
    day=st.integers(min_value=1, max_value=3),
    price=st.sampled_from(["1.00", "2.50", "0.00"]),
    status=st.sampled_from(["shipped", "shipped", "shipped", "vanished"]),
    updated=st.sampled_from(["", "2024-03-05 08:00:00", "2024-03-06 08:00:00"]),
)
_GOOD = [f"{order_line(f'G{n}', day='2024-03-01', price='3.00')}," for n in range(40)]
_FILES = st.tuples(st.sampled_from(["a.csv", "b.csv", "c.csv"]), st.lists(_LINES, max_size=6))
ADDED_UP = """
    select currency, sum(row_count)::int, sum(amount) from raw.row_accounts
    where {} group by 1 order by 1
"""


@given(deliveries=st.lists(_FILES, min_size=2, max_size=6))
@hypothesis_settings(max_examples=8, deadline=None, phases=[Phase.generate])
def test_rows_and_money_of_random_deliveries_add_up(
    deliveries: list[tuple[str, list[str]]],
) -> None:
    """Each delivery has 40 good rows too, so that its bad ones do not refuse the whole file."""
    delivered: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), landing=Path(folder, "landing"), settle_seconds=0)
        settings.landing_folder.mkdir()
        for name, lines in deliveries:
            text = "\n".join([f"{HEADER},updated_at", *_GOOD, *lines, ""])
            (settings.landing_folder / name).write_text(text)
            report = load_landing(settings)
            delivered += (_GOOD + lines) * len(report.with_status("loaded"))
        with duckdb.connect(str(settings.warehouse_path)) as connection:
            read, became, live = (
                connection.execute(ADDED_UP.format(f"outcome {condition}")).fetchall()
                for condition in ("= 'read'", "<> 'read'", "= 'live'")
            )
            counted = connection.execute(
                "select currency, count(*)::int, sum(quantity * unit_price) from raw.order_lines "
                "where not is_superseded group by 1 order by 1"
            ).fetchall()
            superseded = connection.execute(
                "select count(*) from raw.order_lines where is_superseded and superseded_by is null"
            ).fetchall()
    assert read == became == _rows_and_money(delivered)
    assert live == counted
    assert superseded == [(0,)]


def _rows_and_money(lines: list[str]) -> list[tuple[str, int, Decimal]]:
    """The number of lines and their money by currency, from the texts that were delivered."""
    cells = [line.split(",") for line in lines]
    return [
        (currency, len(amounts), sum(amounts, Decimal(0)))
        for currency in sorted({row[7] for row in cells})
        if (amounts := [int(r[5]) * Decimal(r[6]) for r in cells if r[7] == currency])
    ]
