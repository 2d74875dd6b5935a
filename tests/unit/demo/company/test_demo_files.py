"""The demo's files look like the real feeds: the same headers and the same irregularities."""

import gzip
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import duckdb
import openpyxl
import pytest

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.demo.company.known_truth import Truth

RowsBySection = defaultdict[tuple[str, str, str], defaultdict[int, list[tuple[bool, str, str]]]]


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "landing"


@pytest.fixture(scope="module", autouse=True)
def truth(landing: Path) -> Truth:
    return generate(landing, days=150, lines=30_000)


def _header(path: Path) -> list[str]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return text.decode().splitlines()[0].split(",")


def _text(landing: Path, pattern: str) -> str:
    return next(landing.glob(pattern)).read_text()


@pytest.mark.real
@pytest.mark.parametrize(
    ("made", "real"),
    [
        ("Amazon Sale Report *.csv.gz", "Amazon Sale Report.csv.gz"),
        ("Amazon Sale Report *.csv", "Amazon Sale Report.csv.gz"),
        ("International sale Report.csv", "International sale Report.csv"),
        ("Sale Report.csv", "Sale Report.csv"),
        ("May-*.csv", "May-2022.csv"),
        ("Cloud*.csv", "Cloud Warehouse Compersion Chart.csv"),
    ],
)
def test_headers_equal_the_real_ones(
    landing: Path, unlock_profits: Path, made: str, real: str
) -> None:
    assert _header(next(landing.glob(made))) == _header(unlock_profits / real)


@pytest.mark.real
@pytest.mark.parametrize(
    ("made", "real"),
    [("P  L March *.csv", "P  L March 2021.csv"), ("Expense*.csv", "Expense IIGF.csv")],
)
def test_padded_headers_equal_the_real_ones_but_for_their_width(
    landing: Path, unlock_profits: Path, made: str, real: str
) -> None:
    headers = (_header(next(landing.glob(made))), _header(unlock_profits / real))
    assert [cell.strip() for cell in headers[0]] == [cell.strip() for cell in headers[1]]
    assert all(cell.startswith(" ") for cell in headers[0][1:])


@pytest.mark.real
def test_every_status_of_the_marketplace_occurs(landing: Path, unlock_profits: Path) -> None:
    statuses = [
        set(
            duckdb.sql(
                f"select distinct Status from read_csv('{path}', all_varchar=true)"
            ).fetchall()
        )
        for path in (f"{landing}/Amazon*", unlock_profits / "Amazon Sale Report.csv.gz")
    ]
    assert statuses[0] == statuses[1]


def test_first_and_last_day_of_the_marketplace_are_partial(landing: Path) -> None:
    days = duckdb.sql(f"""select strptime("Date", '%m-%d-%y') as day, count(distinct "Order ID")
        from read_csv('{landing}/Amazon*', all_varchar=true) group by 1 order by 1""").fetchall()
    counts = [count for _, count in days]
    middle = sorted(counts)[len(counts) // 2]
    assert len(days) == 150
    assert counts[0] < 0.6 * middle
    assert counts[-1] < 0.6 * middle


def test_the_ledger_has_four_layouts_and_dates_that_go_back(landing: Path) -> None:
    lines = _text(landing, "International*").splitlines()
    cells = [line.split(",") for line in lines]
    inner = [row[1] for row in cells if row[1] in ("SKU", "Style", "CUSTOMER")]
    assert inner == ["SKU", "Style", "CUSTOMER"]
    assert any(not any(row[1:]) for row in cells)
    dates = [row[1][6:8] + row[1][:5] for row in cells if row[1][2:3] == "-" and len(row[1]) == 8]
    times_back = sum(later < former for former, later in pairwise(dates))
    assert times_back == 3


def test_the_deduplicated_ledger_equals_the_truth(landing: Path, truth: Truth) -> None:
    """Computes rule R1 independently: the latest section per layout, day and customer counts."""
    layout, section, last = "A", 0, ""
    sections_of_key: RowsBySection = defaultdict(lambda: defaultdict(list))
    for line in _text(landing, "International*").splitlines()[1:]:
        row = line.split(",")[1:]
        if row[0] in ("SKU", "Style", "CUSTOMER"):
            layout, section, last = row[0], 0, ""
        elif layout in ("A", "CUSTOMER"):
            day, customer = (row[0], row[2]) if layout == "A" else (row[1], row[0])
            iso_like_day = day[6:] + day[:5]
            section, last = section + (iso_like_day < last), iso_like_day
            pieces, gross = (row[6], row[8]) if layout == "A" else (row[5], row[7])
            key = (layout, iso_like_day, customer)
            is_service = layout == "CUSTOMER" and row[3] == row[4]
            sections_of_key[key][section].append((is_service, pieces, gross))
    latest = [
        (key[0], row)
        for key, sections in sections_of_key.items()
        for row in sections[max(sections)]
    ]
    goods = [row for layout, row in latest if layout == "A"]
    services = [row for layout, row in latest if layout == "CUSTOMER" and row[0]]
    feed = truth.feeds["international_sale_report"]
    for kind, rows in (("goods", goods), ("service", services)):
        total = feed.total(line_kind=kind)
        assert len(rows) == total.lines
        assert round(sum(float(row[1]) for row in rows)) == total.units
        assert round(sum(float(row[2]) for row in rows) * 100) == int(total.amount * 100)
    row_count = sum(
        len(rows) for sections in sections_of_key.values() for rows in sections.values()
    )
    assert row_count - len(latest) == feed.repeats.lines


def test_the_stock_report_and_price_lists_have_spreadsheet_errors(landing: Path) -> None:
    stock = _text(landing, "Sale Report.csv")
    assert "#REF!" in stock
    assert stock.splitlines()[-1].endswith(",,,,,,")
    assert {"Nill", "#VALUE!"} <= set(_text(landing, "May-*").replace("\n", ",").split(","))
    assert "#VALUE!" in _text(landing, "P  L*")


def test_the_pop_up_shop_comes_as_a_workbook(landing: Path, truth: Truth) -> None:
    sheet = openpyxl.load_workbook(next(landing.glob("*.xlsx"))).worksheets[0]
    assert sheet.max_row == 1 + truth.feeds["order_lines"].total(channel="Pop-up shop").lines
    assert sheet["A1"].value == "order_id"
