"""The wholesale ledger: one file with two layouts, two style lists and repeated sections."""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.known_truth import FeedTruth, Tally
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Article

FILE_NAME = "International sale Report.csv"
MOST_LINES = 12_000
_HEADER_A = "index,DATE,Months,CUSTOMER,Style,SKU,Size,PCS,RATE,GROSS AMT"
_HEADER_C = "CUSTOMER,DATE,Months,Style,SKU,PCS,RATE,GROSS AMT,Stock"
_SERVICES = (
    ("SHIPPING", 400_000), ("SHIPPING CHARGES", 650_000), ("TAGS", 90_000),
    ("TAGS(LABOUR)", 70_000), ("TAG PRINTING", 60_000), ("LABEL CHARGE", 55_000),
    ("LABEL MANUF.CHRAGE", 50_000),
)  # fmt: skip
MIN_DAYS_TO_REPEAT = 5  # a new section is only recognised if the date goes back
_FIRST_NAMES = (
    "Amara",
    "Bruno",
    "Celeste",
    "Darian",
    "Elowen",
    "Farid",
    "Giulia",
    "Hollis",
    "Imani",
    "Joris",
)
_LAST_NAMES = (
    "Quayside Boutique",
    "Oyelaran",
    "Tamboura Fashions",
    "Veldkamp",
    "Sarong House",
    "Whitlow",
)


@dataclass(frozen=True)
class Row:
    """One line of the ledger, with amounts in paise; a service has no article."""

    day: int
    customer: str
    article: Article | None
    service: str
    pieces: int
    rate: int
    gross: int

    @property
    def sku(self) -> str:
        """The SKU of goods, or the name of a service."""
        return self.article.sku if self.article else self.service


class Ledger:
    """The ledger of one demo company; it has at most `MOST_LINES` lines."""

    def __init__(
        self, period: Period, articles: tuple[Article, ...], seed: int, lines: int
    ) -> None:
        self.period, self.articles, self.tally = period, articles, Tally()
        self._customers: set[str] = set()
        self._rng = np.random.default_rng([seed, 10])
        self._rows = self._random_rows(min(lines, MOST_LINES))
        # As in the real ledger, layout A has no SKU after the day on which layout C ends. Layout C
        # ends with a month; if none has ended by then, it ends the day before `ending`.
        ending = self.period.day_at_share(0.85)
        self._last_day_of_layout_c = (self._start_of_month(ending) or ending) - 1

    def write(self, output: FileOutput) -> None:
        """Write the file: rows of layout A, style list, style stock, rows of layout C."""
        body = [
            *(
                self._line_of_layout_a(row)
                for row in self._exported_rows(self._goods_rows(), is_newest=True)
            ),
            *_style_list_lines(self.articles),
            *_style_stock_lines(self.articles),
            _HEADER_C,
            *(
                self._line_of_layout_c(row)
                for row in self._exported_rows(self._rows_of_layout_c(), is_newest=False)
            ),
        ]
        content = "".join(f"{index},{line}\n" for index, line in enumerate(body))
        output.write_text(FILE_NAME, f"{_HEADER_A}\n{content}", self.period.last)

    def truth(self) -> FeedTruth:
        """The truth of the feed, once the file is written."""
        counted_rows = [
            *self._goods_rows(),
            *(row for row in self._rows_of_layout_c() if not row.article),
        ]
        self.tally.add(
            pa.table(
                {
                    "channel": ["International direct"] * len(counted_rows),
                    "month": [self.period.day(row.day).strftime("%Y-%m") for row in counted_rows],
                    "line_kind": ["goods" if row.article else "service" for row in counted_rows],
                    "state": ["shipped"] * len(counted_rows),
                    "currency": ["INR"] * len(counted_rows),
                    "is_credit": pa.array([False] * len(counted_rows)),
                    "units": [row.pieces for row in counted_rows],
                    "cents": [row.gross for row in counted_rows],
                }
            )
        )
        first, last = (
            self.period.day(row.day).isoformat() for row in (self._rows[0], self._rows[-1])
        )
        facts = {
            "customers": len(self._customers),
            "customer_spellings": len({row.customer for row in self._goods_rows()}),
            "orders": len({(row.day, row.customer.strip().upper()) for row in self._goods_rows()}),
            "lines_without_sku": sum(
                row.day > self._last_day_of_layout_c for row in self._goods_rows()
            ),
        }
        return self.tally.feed("international_sale_report", (first, last), facts)

    def _goods_rows(self) -> list[Row]:
        """All rows except services; layout A has these."""
        return [row for row in self._rows if row.article]

    def _rows_of_layout_c(self) -> list[Row]:
        """The rows of goods and services up to the last day of layout C."""
        return [row for row in self._rows if row.day <= self._last_day_of_layout_c]

    def _start_of_month(self, day: int) -> int:
        """The number of the first day of the month that this day is in."""
        return max(first for first, _ in self.period.months if first <= day)

    def _exported_rows(self, rows: list[Row], *, is_newest: bool) -> list[Row]:
        """The rows in the order of the export, with its repeated sections.

        The export repeats a middle section, starts again near the end, and, if it is the newest,
        adds a late order last.
        """
        late_rows = self._late_order_rows(rows) if is_newest else []
        rows_by_date = [row for row in rows if row not in late_rows] if late_rows else rows
        days = sorted({row.day for row in rows_by_date})
        if len(days) < MIN_DAYS_TO_REPEAT:
            return [*rows_by_date, *late_rows]
        at_35, at_70 = len(days) * 35 // 100, len(days) * 70 // 100
        last_day_of_first = days[min(at_70 + 6, len(days) - 1)]
        first_section = [row for row in rows_by_date if row.day <= last_day_of_first]
        middle_section = [row for row in first_section if row.day >= days[at_35]]
        last_section = [row for row in rows_by_date if row.day >= days[at_70]]
        # The middle section repeats rows of the first; the last section repeats rows of both.
        repeated = [*middle_section, *(row for row in first_section if row.day >= days[at_70])]
        self.tally.repeats[0] += len(repeated)
        self.tally.repeats[1] += sum(row.pieces for row in repeated)
        self.tally.repeats[2] += sum(row.gross for row in repeated)
        return [*first_section, *middle_section, *last_section, *late_rows]

    def _late_order_rows(self, rows: list[Row]) -> list[Row]:
        """The rows of one order near the end of the period, which is entered after all others."""
        earliest, latest = self.period.day_at_share(0.9), rows[-1].day
        candidates = [row for row in rows if earliest < row.day < latest]
        if not candidates:
            return []
        late_order = _order_key(candidates[-1])
        return [row for row in rows if _order_key(row) == late_order]

    def _random_rows(self, lines: int) -> list[Row]:
        """About `lines` rows of orders, sorted by day; a customer orders at most once a day."""
        rng, rows = self._rng, []
        names = [f"{first} {last}" for last in _LAST_NAMES for first in _FIRST_NAMES]
        popularity = 1 / (1 + np.arange(len(names)))
        order_count = max(24, lines // 48)
        days = np.sort(rng.integers(0, self.period.days, order_count))
        # The last day has an order, so that the ledger covers the whole period.
        days[-1] = self.period.days - 1
        days_and_names: set[tuple[int, str]] = set()
        for day in days:
            name = names[int(col.draw_indices(rng, popularity, 1)[0])]
            if (int(day), name) in days_and_names:
                continue
            days_and_names.add((int(day), name))
            self._customers.add(name.upper())
            rows += self._order_rows(
                int(day), _random_spelling(rng, name), max(1, lines // order_count)
            )
        return rows

    def _order_rows(self, day: int, customer: str, mean_rows: int) -> list[Row]:
        """One order: about `mean_rows` rows of goods, and usually one of a service."""
        rng = self._rng
        size = int(rng.integers(max(1, mean_rows // 2), mean_rows * 3 // 2 + 2))
        rows = []
        for number in rng.integers(len(self.articles), size=size):
            article = self.articles[int(number)]
            pieces = int(rng.choice([1, 1, 1, 1, 1, 2, 3, 6]))
            rate = article.price * 115 + 63
            # Three of ten rows have a discount of 3%; the gross amount is in whole rupees.
            gross = pieces * rate * (97 if rng.random() < 0.3 else 100) // 10_000 * 100
            rows.append(Row(day, customer, article, "", pieces, rate, gross))
        if rng.random() < 0.8:
            service, rate = _SERVICES[int(col.draw_indices(rng, (80, 4, 4, 3, 3, 3, 3), 1)[0])]
            rate += int(rng.integers(0, 90)) * 1000
            rows.append(
                replace(rows[0], article=None, service=service, pieces=1, rate=rate, gross=rate)
            )
        return rows

    def _line_of_layout_a(self, row: Row) -> str:
        """A row of goods as a line of layout A, without its number; some sizes in lower case."""
        assert row.article is not None
        sku = row.sku if row.day <= self._last_day_of_layout_c else ""
        size = row.article.size.lower() if row.pieces == 3 else row.article.size
        cells = (row.customer, row.article.style, sku, size)
        return ",".join((self._date_cells(row), *cells, _number_cells(row)))

    def _line_of_layout_c(self, row: Row) -> str:
        """A row as a line of layout C, without its number; a service has its name as style."""
        style, stock = (row.article.style, row.article.stock) if row.article else (row.service, 0)
        dates, numbers = self._date_cells(row), _number_cells(row)
        return f"{row.customer},{dates},{style},{row.sku},{numbers},{stock}.00"

    def _date_cells(self, row: Row) -> str:
        """The cells DATE and Months, separated by a comma."""
        day = self.period.day(row.day)
        return f"{day:%m-%d-%y},{day:%b-%y}"


def _order_key(row: Row) -> tuple[int, str]:
    """Day and customer, which identify an order: a customer orders at most once a day."""
    return row.day, row.customer


def _number_cells(row: Row) -> str:
    """The cells PCS, RATE and GROSS AMT, separated by commas."""
    return f"{row.pieces}.00,{Decimal(row.rate) / 100:.2f},{Decimal(row.gross) / 100:.2f}"


def _random_spelling(rng: np.random.Generator, name: str) -> str:
    """A customer's name, usually in upper case, sometimes with other case or blanks."""
    spellings = (name.upper(), name, f"{name.upper()} ", f"  {name}", name.lower())
    return spellings[int(col.draw_indices(rng, (0.7, 0.12, 0.1, 0.04, 0.04), 1)[0])]


def _style_list_lines(articles: tuple[Article, ...]) -> list[str]:
    """The lines of the inner layout that only lists styles, with its header and a blank line."""
    styles = sorted({a.style for a in articles})[:23]
    return ["SKU,,,,,,,,", *(f"{style},,,,,,,," for style in styles), ",,,,,,,,"]


def _style_stock_lines(articles: tuple[Article, ...]) -> list[str]:
    """The lines of the inner layout with the stock of each style, with its header."""
    by_style = groupby(articles, key=lambda a: a.style)
    rows = [f"{style},{sum(a.stock for a in group)}.00,,,,,,," for style, group in by_style]
    return ["Style,Stock,,,,,,,", *rows]
