"""Times, money and quantities of the handed cases: each is what the shop means by it."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.quality.rules.feeds import order_lines
from ecom_platform.quality.rules.rule import Query, Row
from ecom_platform.quality.rules.tables import marts
from ecom_platform.settings import Settings
from tests.support.files.handed_cases import load_case, settings_of
from tests.support.platform.company import Company
from tests.support.platform.warm_dbt import WarmDbt, warm_dbt

Answer = tuple[object, ...]
RESAVED = "07-resaved-contract"
ORDER_DAYS = """
    select order_id, ordered_at::date from raw.order_lines where not is_superseded order by 1
"""


@pytest.fixture(scope="module")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmDbt]:
    """dbt, which reads its project once for all cases of this module."""
    with warm_dbt(tmp_path_factory.mktemp("dbt")) as dbt:
        yield dbt


def _rows(settings: Settings, sql: str) -> list[Answer]:
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _built(case: str, folder: Path, dbt: WarmDbt) -> Company:
    report, settings = load_case(case, folder)
    assert not report.refused, report
    chosen = ["--select", "+marts", "--exclude-resource-type", "test", "unit_test"]
    dbt.build(settings.warehouse_path, *chosen)
    return Company(settings, dbt)


@pytest.mark.parametrize(
    ("case", "first"),
    [
        ("s-z", datetime(2025, 3, 1, 14, 5)),
        ("s2-offset", datetime(2025, 3, 1, 12, 5)),
        ("q2-parquet-tz", datetime(2025, 3, 1, 14, 5)),
    ],
)
def test_a_time_with_its_zone_is_read_into_the_day_of_the_shop(
    case: str, first: datetime, tmp_path: Path
) -> None:
    report, settings = load_case(f"{RESAVED}/{case}", tmp_path)
    assert [file.quarantined_count for file in report.files] == [0]
    assert _rows(settings, "select min(ordered_at) from raw.order_lines") == [(first,)]


def test_utc_stamps_of_a_shop_in_india_fall_on_its_own_days(tmp_path: Path) -> None:
    stated = {"timezone": "Asia/Kolkata", "file_timezone": "UTC"}
    settings = settings_of("17-utc-stamps", tmp_path).model_copy(update=stated)
    load_landing(settings)
    assert _rows(settings, ORDER_DAYS) == [("1", date(2026, 4, 6)), ("2", date(2026, 4, 6))]


def test_a_file_is_read_again_when_another_zone_is_stated(tmp_path: Path) -> None:
    settings = settings_of("17-utc-stamps", tmp_path)
    load_landing(settings)
    assert _rows(settings, ORDER_DAYS) == [("1", date(2026, 4, 5)), ("2", date(2026, 4, 6))]
    stated = settings.model_copy(update={"timezone": "Asia/Kolkata", "file_timezone": "UTC"})
    (read_again,) = load_landing(stated).files
    assert read_again.status == "loaded"
    assert "No longer counted" not in read_again.sentence, "its own earlier reading is forgotten"
    assert _rows(settings, "select count(*) from raw.files") == [(1,)]
    assert _rows(settings, ORDER_DAYS) == [("1", date(2026, 4, 6)), ("2", date(2026, 4, 6))]
    assert [file.status for file in load_landing(stated).files] == ["unchanged"]


def test_a_thousands_mark_is_not_guessed_and_the_money_of_its_row_is_unknown(
    tmp_path: Path,
) -> None:
    report, settings = load_case(f"{RESAVED}/f-thousands", tmp_path)
    (file,) = report.files
    assert (file.loaded_count, file.quarantined_count, file.unknown_money_count) == (2, 1, 1)
    assert file.quarantined_amount is None
    assert "1 quarantined worth an unknown amount" in file.sentence
    ((reason, amount),) = _rows(settings, "select reason, amount from raw.quarantine")
    assert amount is None
    assert reason == "unit_price '1,234.50' has a mark that may separate decimals or thousands"


def test_a_total_row_is_no_unreadable_row(tmp_path: Path) -> None:
    report, settings = load_case(f"{RESAVED}/g-total-row", tmp_path)
    (file,) = report.files
    assert (file.loaded_count, file.total_count, file.quarantined_count) == (3, 1, 0)
    assert file.record_count == file.header_count + file.blank_count + file.loaded_count
    assert file.quarantined_amount == 0
    assert "1 total row left out" in file.sentence
    assert _rows(settings, "select count(*) from raw.quarantine") == [(0,)]


def test_what_a_spreadsheet_computed_is_read_as_the_number_it_stands_for(tmp_path: Path) -> None:
    _, settings = load_case(f"{RESAVED}/x4-formula-floats", tmp_path)
    prices = _rows(settings, "select unit_price from raw.order_lines order by order_id, line_id")
    assert prices == [(Decimal("59.97"),), (Decimal("0.3"),), (Decimal("3.3"),)]


def test_the_hour_that_comes_twice_breaks_no_rule(tmp_path: Path) -> None:
    _, settings = load_case("14-clock-goes-back", tmp_path)
    rows = [rule.check for rule in order_lines.RULES if isinstance(rule.check, Row)]
    assert len(rows) > 5
    failing = " or ".join(f"not coalesce({check.holds}, false)" for check in rows)
    assert _rows(settings, f"select order_id from raw.order_lines where {failing}") == []


@pytest.mark.slow
def test_goods_are_sold_by_weight(tmp_path: Path, dbt: WarmDbt) -> None:
    company = _built(f"{RESAVED}/v-kilos", tmp_path, dbt)
    (weighed,) = company.ask(
        "select quantity, amount from marts.fct_order_items where order_id = '1001' and sku = 'A-1'"
    )
    assert weighed == (Decimal("0.750"), Decimal("14.99"))  # 0.75 x 19.99 = 14.9925
    assert company.ask("select sum(quantity) from marts.agg_daily_sales") == [(Decimal("4.750"),)]


@pytest.mark.slow
def test_refunds_of_earlier_orders_are_neither_orders_nor_always_pieces(
    tmp_path: Path, dbt: WarmDbt
) -> None:
    company = _built("11-refunds-later-month", tmp_path, dbt)
    months = company.ask(
        """
        select month(order_date), sum(booked_amount), sum(kept_amount), sum(order_count),
            sum(quantity)
        from marts.agg_daily_sales group by all order by all
        """
    )
    assert months == [
        (1, Decimal(190), Decimal(190), 3, Decimal(4)),
        (2, Decimal(10), Decimal(10), 1, Decimal(1)),
        (3, Decimal(20), Decimal(-35), 2, Decimal(1)),
    ]
    second_of_march = "order_date = date '2025-03-02'"
    for table in ("agg_daily_sales", "mart_financial_performance_summary"):
        orders = company.ask(f"select order_count from marts.{table} where {second_of_march}")
        assert orders == [(1,)], table


@pytest.mark.slow
def test_money_has_the_decimals_of_its_currency(tmp_path: Path, dbt: WarmDbt) -> None:
    company = _built("12-kwd-jpy", tmp_path, dbt)
    (reconciled,) = (r for r in marts.RULES if r.name == "lines_and_money_are_those_of_raw")
    assert isinstance(reconciled.check, Query)
    assert company.ask(reconciled.check.failing.replace("{days}", "true")) == []
    kept = "select sum(amount) from marts.fct_order_items where order_id {} and is_kept"
    assert company.ask(kept.format("in ('K1', 'K2', 'K3')")) == [(Decimal("3.765"),)]
    assert company.ask(kept.format("in ('J1', 'J2', 'J3')")) == [(Decimal(2997),)]
    discounted = "select discount_amount, amount from marts.fct_order_items where order_id = 'K9'"
    assert company.ask(discounted) == [(Decimal("0.125"), Decimal("1.875"))]
    assert company.ask("select count(*) from raw.quarantine") == [(0,)]
