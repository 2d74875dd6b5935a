"""The seller brand's paperwork: stock report, price lists, petty cash and the warehouse chart."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Article

STOCK, EXPENSES, CHART = (
    "Sale Report.csv",
    "Expense Fair.csv",
    "Cloud Warehouse Compersion Chart.csv",
)
BLANK_TAIL = 36
_MARKETS = ("Ajio", "Amazon", "Amazon FBA", "Flipkart", "Limeroad", "Myntra", "Paytm", "Snapdeal")
_SPENT = (
    ("Banner printing", 640), ("Tape, string and hooks", 185), ("Tram tickets", 72),
    ("Stand lamps", 1290), ("Van hire", 1450), ("Tea and rolls", 236), ("Guest house", 2310),
)  # fmt: skip
_RECEIVED = (("05-19-25", 1500), ("05-21-25", 2000), ("05-23-25", 1200))


def file_names(period: Period) -> list[str]:
    """The names of the files that this module writes."""
    return [STOCK, *_price_list_names(period), EXPENSES, CHART]


def write(output: FileOutput, articles: tuple[Article, ...], period: Period) -> dict[str, object]:
    """Write the files; returns the truth about each feed."""
    _write_chart(output, period)
    return {
        "stock_report": _write_stock(output, articles, period),
        "price_list": _write_price_lists(output, articles, period),
        "expenses": _write_expenses(output, period),
    }


def _price_list_names(period: Period) -> list[str]:
    """The file names of the newer and the older price list."""
    return [f"May-{period.last.year}.csv", f"P  L March {period.first.year}.csv"]


def _write_stock(
    output: FileOutput, articles: tuple[Article, ...], period: Period
) -> dict[str, object]:
    """Write the stock report, with some blank and broken SKUs; returns the truth about it."""
    rows: list[tuple[object, ...]] = []
    # Of 60 articles one has no SKU and one a spreadsheet error; some colours are written otherwise.
    for number, article in enumerate(articles):
        sku = {11: "", 12: "#REF!"}.get(number % 60, article.sku)
        color = f" {article.color} " if number % 9 == 0 else article.color
        color = color.lower() if number % 14 == 3 else color
        rows.append(
            (sku, article.style, article.stock, article.stock_category, article.size, color)
        )
    # Real reports list some SKUs again under another design, without stock.
    duplicates = [a for i, a in enumerate(articles) if i % 200 == 30]
    rows += [(a.sku, f"X{a.style}", 0, a.stock_category, a.size, a.color) for a in duplicates]
    lines = [
        [number, sku, style, f"{stock}.0", *others]
        for number, (sku, style, stock, *others) in enumerate(rows)
    ]
    blank_rows = [[len(rows) + i, *[""] * 6] for i in range(BLANK_TAIL)]
    header = ["index", "SKU Code", "Design No.", "Stock", "Category", "Size", "Color"]
    output.write_text(STOCK, _csv_text([header, *lines, *blank_rows]), period.last)
    return {
        "rows": len(rows),
        "blank_rows": BLANK_TAIL,
        "stock": sum(article.stock for article in articles),
        "blank_skus": sum(row[0] == "" for row in rows),
        "ref_skus": sum(row[0] == "#REF!" for row in rows),
        "duplicate_sku_rows": len(duplicates),
    }


def _write_price_lists(
    output: FileOutput, articles: tuple[Article, ...], period: Period
) -> dict[str, object]:
    """Write a price list with one price tier and one with two; returns the truth about them."""
    listed = [article for article in articles if article.transfer_price is not None]
    broken_styles = {listed[-1].style}
    newer, older = _price_list_names(period)
    output.write_text(
        newer, _csv_text(_price_rows(listed, broken_styles, tiers=1)), period.last.replace(month=5)
    )
    output.write_text(
        older, _padded_csv_text(_price_rows(listed, broken_styles, tiers=2)), period.first
    )
    priced = [a for a in listed if a.style not in broken_styles]
    return {
        "skus": len(listed),
        "skus_with_transfer_price": len(priced),
        "transfer_price_sum": sum(a.transfer_price or 0 for a in priced),
        "second_tier_sum": str(sum((_second_tier_price(a) for a in priced), Decimal(0))),
        "broken_cells_per_list": len(listed) - len(priced),
        "nill_styles": sorted({a.style for i, a in enumerate(listed) if _is_listed_as_nill(i)}),
        "sold_skus_without_list": len(articles) - len(listed),
    }


def _price_rows(
    listed: Sequence[Article], broken_styles: set[str], *, tiers: int
) -> list[list[object]]:
    """Header and rows of a price list; broken styles have spreadsheet errors instead of prices."""
    tier_names = ["TP"] if tiers == 1 else ["TP 1", "TP 2"]
    old_price_names = ["MRP Old", "Final MRP Old"]
    market_price_names = [f"{market} MRP" for market in _MARKETS]
    article_names = ["index", "Sku", "Style Id", "Catalog", "Category", "Weight"]
    rows: list[list[object]] = [
        [*article_names, *tier_names, *old_price_names, *market_price_names]
    ]
    for number, article in enumerate(listed):
        prices: list[object] = [article.transfer_price, _second_tier_price(article)]
        if article.style in broken_styles:
            prices = ["#VALUE!"] * 2
        article_cells = [number, article.sku, article.style, *_catalog_cells(number, article)]
        rows.append([*article_cells, *prices[:tiers], *_list_prices(number, article)])
    return rows


def _second_tier_price(article: Article) -> Decimal:
    """The lower of the two transfer prices in the list with two tiers; 0 without one."""
    return Decimal(article.transfer_price or 0) * Decimal("0.81")


def _is_listed_as_nill(number: int) -> bool:
    """Whether the article with this number has "Nill" instead of values in the price lists.

    That holds for all six sizes of every twentieth style.
    """
    return number // 6 % 20 == 9


def _catalog_cells(number: int, article: Article) -> list[object]:
    """Catalog, category and weight of an article."""
    if _is_listed_as_nill(number):
        return ["Nill"] * 3
    return ["Monsoon", article.stock_category.title(), 0.3]


def _list_prices(number: int, article: Article) -> list[object]:
    """Two old list prices of an article, and its list price on each marketplace."""
    mrp = article.price * 2 // 100 * 100 + 95
    if _is_listed_as_nill(number):
        return ["Nill"] * 10
    markets = [mrp] * len(_MARKETS)
    if number // 6 % 7 == 3:  # Flipkart lists every seventh style at a lower price
        markets[3] = mrp - 100
    return [mrp - 117, mrp, *markets]


def _write_expenses(output: FileOutput, period: Period) -> dict[str, object]:
    """Write the petty cash, amounts received beside expenses; returns the truth about it."""
    spent, received = sum(amount for _, amount in _SPENT), sum(amount for _, amount in _RECEIVED)
    rows: list[list[object]] = [
        ["index", "Recived Amount", "Unnamed: 1", "Expance", "Unnamed: 3"],
        [0, "Particular", "Amount", "Particular", "Amount"],
    ]
    for number, (purpose, amount) in enumerate(_SPENT):
        received_cells = _RECEIVED[number] if number < len(_RECEIVED) else ("", "")
        rows.append([number + 1, *received_cells, purpose, amount])
    rows.append([len(rows) - 1, "", "", "", spent])
    rows.append([len(rows) - 1, "", "", "Pending Amount", received - spent])
    rows.append([len(rows) - 1, "Total", received, "", received])
    output.write_text(EXPENSES, _padded_csv_text(rows), period.last)
    return {"received": received, "spent": spent, "balance": received - spent, "items": len(_SPENT)}


def _write_chart(output: FileOutput, period: Period) -> None:
    """Write the comparison of two warehouse providers, with prose below the rates."""
    rows: list[list[object]] = [
        ["index", "Shiprocket", "Unnamed: 1", "INCREFF"],
        [0, "Heads", "Price (Per Unit)", "Price (Per Unit)"],
        [1, "Inbound", "₹3.50", "3.8"],
        [2, "Outbound", "₹6.20", "9.5"],
        [3, "Storage Fee/Cft", "₹22.00", "Rs 0.20/- Per Day"],
        [4, "Customer Return with Detailed QC", "₹5.50", "14"],
        [5, "(A) SCOPE OF WORK", "", ""],
        [6, "Inward", "Unloading", "• Boxes counted, weighed, and noted."],
        [7, "", "", ""],
        [8, "Monthly Fill Rate", "• Measurement is monthly", ">99.5%"],
    ]
    output.write_text(CHART, _csv_text(rows), period.last)


def _csv_text(rows: Sequence[Sequence[object]]) -> str:
    """The rows as the text of a CSV."""
    memory = io.StringIO()
    csv.writer(memory, lineterminator="\n").writerows(rows)
    return memory.getvalue()


def _padded_csv_text(rows: Sequence[Sequence[object]]) -> str:
    """CSV text with every cell padded to the width of its column, as spreadsheets export it."""
    # Padding would end up outside the quotes of the csv module, so quotes are set here.
    cells = [[f'"{c}"' if "," in str(c) else str(c) for c in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    widths[-1] = 0  # the last column is not padded
    padded = [
        ", ".join([row[0].rjust(widths[0]), *map(str.ljust, row[1:], widths[1:])]) for row in cells
    ]
    return "\n".join(padded) + "\n"
