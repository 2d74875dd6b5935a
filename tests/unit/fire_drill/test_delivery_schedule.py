"""Divided into nights, a landing folder keeps every row, each of them once."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.text_table import read_table
from ecom_platform.fire_drill.delivery_schedule import NIGHTS, UNSETTLED_DAYS, divide_into_nights
from tests.support.files.deliveries import LEDGER_HEADER, PARTNERS, RATES, STOCK
from tests.support.files.order_files import order_line, order_lines_file

FIRST = date(2024, 3, 1)
DAYS = 24
LAST_NIGHT = FIRST + timedelta(days=DAYS - 1 - UNSETTLED_DAYS)


def _shop(landing: Path, days: int = DAYS) -> list[str]:
    lines = [
        order_line(f"O-{number}-{line}", day=str(FIRST + timedelta(days=number)))
        for number in range(days)
        for line in range(2)
    ]
    landing.mkdir()
    (landing / "shop.csv").write_text(order_lines_file(*lines))
    return lines


def test_the_last_settled_days_come_night_by_night_and_the_others_before(tmp_path: Path) -> None:
    lines = _shop(tmp_path / "landing")
    nights = divide_into_nights(tmp_path / "landing", tmp_path / "before")
    first_night = LAST_NIGHT - timedelta(days=NIGHTS - 1)
    assert [night["order_lines"].day for night in nights] == [
        first_night + timedelta(days=number) for number in range(NIGHTS)
    ]
    kept = (tmp_path / "before" / "shop.csv").read_text().splitlines()[1:]
    brought = [
        ",".join(row)
        for night in nights
        for name, content in night["order_lines"].files.items()
        for row in read_table(name, content).rows
    ]
    assert kept + brought == lines[: -2 * UNSETTLED_DAYS]


def test_a_night_knows_the_days_before_it(tmp_path: Path) -> None:
    _shop(tmp_path / "landing")
    nights = divide_into_nights(tmp_path / "landing", tmp_path / "before")
    second = nights[1]["order_lines"]
    assert dict(second.earlier[-1]) == dict(nights[0]["order_lines"].files)
    assert [len(night["order_lines"].earlier) for night in nights] == [7, 8, 9]
    assert list(second.files) == [f"order_lines {second.day}.csv"]


def test_the_landing_folder_is_only_read(tmp_path: Path) -> None:
    _shop(tmp_path / "landing")
    before = {path.name: path.read_bytes() for path in (tmp_path / "landing").iterdir()}
    divide_into_nights(tmp_path / "landing", tmp_path / "before")
    after = {path.name: path.read_bytes() for path in (tmp_path / "landing").iterdir()}
    assert after == before


def test_too_few_days_are_refused(tmp_path: Path) -> None:
    _shop(tmp_path / "landing", days=16)
    with pytest.raises(QualityError, match=r"too few days for a drill: .* at least 17 days"):
        divide_into_nights(tmp_path / "landing", tmp_path / "before")


def test_reference_feeds_are_delivered_again_in_another_order(tmp_path: Path) -> None:
    _shop(tmp_path / "landing")
    for name, text in {"stock": STOCK, "partners": PARTNERS}.items():
        (tmp_path / "landing" / f"{name}.csv").write_text(text)
    nights = divide_into_nights(tmp_path / "landing", tmp_path / "before")
    again = nights[0]["stock_report"]
    assert list(again.files) == ["stock.csv"]
    rows = read_table("a.csv", next(iter(again.files.values()))).rows
    assert rows == read_table("a.csv", STOCK.encode()).rows[::-1]
    assert "stock_report" not in nights[1]
    assert (tmp_path / "before" / "stock.csv").read_text() == STOCK


def test_rates_come_with_their_day(tmp_path: Path) -> None:
    _shop(tmp_path / "landing")
    header = RATES.splitlines()[0]
    rates = [f"{FIRST + timedelta(days=n)},EUR,USD,1.1" for n in range(DAYS)]
    (tmp_path / "landing" / "rates.csv").write_text("\n".join([header, *rates, ""]))
    nights = divide_into_nights(tmp_path / "landing", tmp_path / "before")
    for night in nights:
        (content,) = night["fx_rates"].files.values()
        day = night["order_lines"].day
        assert content.decode() == f"{header}\n{day},EUR,USD,1.1\n"


def test_of_a_ledger_that_repeats_itself_a_night_brings_the_latest_section(tmp_path: Path) -> None:
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    block = [f"{day:%m-%d-%y},{day:%b-%y},SHOP,ST,ST-M,M,1.00,9.50,9.00" for day in days]
    stock = ["Style,Stock,,,,,,,", "ST,4.00,,,,,,,"]
    body = [*block, *block[5:], *stock]
    landing = tmp_path / "landing"
    landing.mkdir()
    text = [LEDGER_HEADER, *(f"{number},{line}" for number, line in enumerate(body)), ""]
    (landing / "ledger.csv").write_text("\n".join(text))
    nights = divide_into_nights(landing, tmp_path / "before")
    for night in nights:
        delivery = night["international_sale_report"]
        ((name, content),) = delivery.files.items()
        assert name == f"international_sale_report {delivery.day} sales.csv"
        assert len(read_table(name, content).rows) == 1
    early = (tmp_path / "before" / "ledger.csv").read_text().splitlines()
    per_day = Counter(line.split(",")[1] for line in early)
    first_night = nights[0]["international_sale_report"].day
    assert [per_day[f"{day:%m-%d-%y}"] for day in days] == [
        0 if day >= first_night else 1 if number < 5 else 2 for number, day in enumerate(days)
    ]
    assert [line.partition(",")[2] for line in early[-2:]] == stock
