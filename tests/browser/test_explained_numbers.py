"""Filters, drill-down, explanations and downloads do in the browser what they say."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ecom_platform.serving.queries.metrics.order_line_metrics import METRICS
from tests.support.files.delivered_files import records
from tests.support.pages.browsing import TIMEOUT, Visit
from tests.support.platform.published import DemoCompany, asking, one

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo company")]


def _amount(text: str) -> Decimal:
    found = re.search(r"-?[\d,]+(\.\d+)?", text)
    assert found, text
    return Decimal(found.group().replace(",", ""))


def test_the_first_tile_is_what_the_company_kept(visit: Visit, demo_company: DemoCompany) -> None:
    kept = sum(
        cell.amount
        for cell in demo_company.truth.feeds["order_lines"].cells
        if cell.currency == "EUR"
        and cell.line_kind == "goods"
        and (cell.is_credit or cell.state in {"shipped", "delivered"})
    )
    visit.open("/?currency=EUR&from=2000-01-01&to=2100-01-01")
    assert _amount(visit.text("#tile-kept_amount .tile-value")) == kept


@pytest.mark.parametrize("metric", METRICS)
def test_an_explained_number_sums_to_its_tile(visit: Visit, metric: str) -> None:
    visit.open(f"/explain/{metric}?from=2000-01-01&to=2100-01-01")
    tile = _amount(visit.text(f"#tile-{metric} .tile-value"))
    counted = visit.page.locator("#parts tbody tr").first.locator("td").nth(2).inner_text()
    assert "the same to the last digit" in visit.text("#agreement")
    if metric != "order_count":  # its lines are not what is counted
        assert _amount(counted) == tile


def test_a_filter_changes_link_tile_and_figures(visit: Visit, demo_company: DemoCompany) -> None:
    visit.open("/?currency=INR")
    visit.page.get_by_label("Channel").first.click()
    visit.page.get_by_role("option", name="International direct").click()
    visit.page.wait_for_url("**channel=International*")
    visit.page.wait_for_function(
        "() => document.querySelectorAll('#card-channels .ytick').length === 1"
    )
    shown = _amount(visit.text("#tile-booked_amount .tile-value"))
    with asking(demo_company.data) as ask:
        booked = one(
            ask,
            """
            with complete as (
                -- the page ends at the last day that is complete in all feeds that sell in INR
                select min(as_of_date) as last_day from marts.dim_feeds
                where feed in (select feed from marts.agg_daily_sales where currency = 'INR')
            )
            select sum(booked_amount) from marts.agg_daily_sales cross join complete
            where channel = 'International direct' and line_kind = 'goods' and currency = 'INR'
                and order_date > last_day - 28 and order_date <= last_day
            """,
        )
    assert (shown,) == booked


def test_a_click_on_a_bar_opens_its_rows(visit: Visit) -> None:
    visit.open("/")
    points = visit.page.locator("#card-channels .bars .point path")
    sizes = [box["width"] if (box := one.bounding_box()) else 0 for one in points.all()]
    points.nth(sizes.index(max(sizes))).click(force=True)
    visit.page.wait_for_url("**channel=*")


def test_a_link_shows_the_same_to_whoever_gets_it(visit: Visit) -> None:
    visit.open("/?currency=EUR&category=Decor")
    shown_value = visit.text("#tile-kept_amount .tile-value")
    visit.page.get_by_role("link", name="Explain this number").first.click()
    visit.page.wait_for_url("**/explain/**category=Decor*")
    visit.settle()
    visit.open(visit.page.url.removeprefix(visit.address))
    assert visit.text("#tile-kept_amount .tile-value") == shown_value


def test_rows_scroll_sort_and_filter_on_the_server(visit: Visit) -> None:
    visit.open("/explain/booked_amount?from=2000-01-01&to=2100-01-01")
    cells = visit.page.locator("[role=row] [col-id=amount]")
    visit.page.wait_for_selector("[role=gridcell]")
    header = visit.page.locator(".ag-header-cell[col-id=amount]")
    header.click()
    header.click()
    visit.page.wait_for_selector(".ag-header-cell[col-id=amount][aria-sort=descending]")
    amounts: list[Decimal] = []
    for _ in range(TIMEOUT // 200):  # the rows in their new order come later than the arrow
        amounts = [_amount(text) for text in cells.all_inner_texts() if re.search(r"\d", text)]
        if amounts and amounts == sorted(amounts, reverse=True):
            break
        visit.page.wait_for_timeout(200)
    assert amounts
    assert amounts == sorted(amounts, reverse=True)


@pytest.mark.parametrize("ending", ["CSV", "XLSX"])
def test_downloads_hold_every_row_to_the_cent(visit: Visit, tmp_path: Path, ending: str) -> None:
    visit.open("/explain/kept_amount?currency=EUR")
    tile = _amount(visit.text("#tile-kept_amount .tile-value"))
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name=ending, exact=True).click()
    path = tmp_path / f"lines.{ending.lower()}"
    download.value.save_as(path)
    rows = _csv_rows(path) if ending == "CSV" else _xlsx_rows(path)
    column = rows[0].index("amount")
    assert sum(Decimal(str(row[column])) for row in rows[1:]) == tile


def test_a_figure_downloads_as_a_picture(visit: Visit, tmp_path: Path) -> None:
    visit.open("/")
    with visit.page.expect_download() as download:
        visit.page.locator("#card-days").get_by_role("button", name="PNG").click()
    path = tmp_path / "days.png"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_tile_leads_through_its_lines_to_the_record_in_the_file(
    visit: Visit, demo_company: DemoCompany
) -> None:
    visit.open("/?currency=EUR")
    visit.page.locator("#tile-kept_amount").get_by_role("link", name="Explain this number").click()
    visit.page.wait_for_url("**/explain/kept_amount*")
    link = visit.page.locator("#card-lines .ag-row[row-index='0'] [col-id=record_number] a")
    link.wait_for()
    order, name, number = (
        visit.page.locator(f"#card-lines .ag-row[row-index='0'] [col-id={column}]").text_content()
        for column in ("order_id", "file_name", "record_number")
    )
    assert order
    assert name
    assert number
    link.click()
    visit.page.wait_for_url("**/record/*")
    visit.settle()
    place = visit.text("#card-place")
    assert name in place
    assert re.search(rf"Record\s+{number}\b", place)
    wanted = int(number.replace(",", ""))
    states = records(demo_company.landing / name, {wanted})[wanted]
    assert states["order_id"] == order
    shown = visit.text("#card-record")
    assert all(str(cell) in shown for cell in states.values() if isinstance(cell, str))
    assert visit.errors == []
    assert visit.faults_of_access() == []
    assert not visit.scrolls_sideways()


def test_light_and_dark_are_remembered(visit: Visit) -> None:
    visit.open("/")
    visit.page.get_by_role("button", name="Light / dark").click()
    visit.page.wait_for_selector("html[data-mantine-color-scheme=dark]")
    visit.open("/")
    visit.page.wait_for_selector("html[data-mantine-color-scheme=dark]")


def test_the_keyboard_alone_reaches_an_explanation(visit: Visit) -> None:
    visit.open("/")
    link = visit.page.get_by_role("link", name="Explain this number").first
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/explain/kept_amount*")


def _csv_rows(path: Path) -> list[list[str]]:
    with path.open() as handle:
        return list(csv.reader(handle))


def _xlsx_rows(path: Path) -> list[tuple[object, ...]]:
    sheet = load_workbook(path).active
    assert sheet is not None
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]
