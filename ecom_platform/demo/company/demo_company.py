"""Generate the files of the demo company, and the truth about them.

`generate(folder)` fills the landing folder. The truth is never a feed: it is stored beside that
folder in `<folder>/../demo_truth/truth.json`, with a list of the generated files, so that a later
call recognises them. A file appears completely or not at all, and files that the demo did not
create are never changed.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ecom_platform.demo.company.claimed_folder import claim_folder
from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.known_truth import Truth
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import seller_articles, webshop_products
from ecom_platform.demo.marketplace import stock_and_cost_reports
from ecom_platform.demo.marketplace.amazon_sale_report import AmazonReport
from ecom_platform.demo.marketplace.international_sale_report import FILE_NAME as LEDGER_NAME
from ecom_platform.demo.marketplace.international_sale_report import Ledger
from ecom_platform.demo.web_shop import companion_feeds, marketing
from ecom_platform.demo.web_shop.baskets import LINES_PER_ORDER, Baskets
from ecom_platform.demo.web_shop.shoppers import Parameters, Shoppers
from ecom_platform.demo.web_shop.web_shop import Webshop
from ecom_platform.errors import PlatformError

FEWEST_DAYS, FEWEST_LINES = 28, 1_000
AMAZON_SHARE, LEDGER_SHARE = 0.45, 0.05
Progress = Callable[[str, int, int], None]


def generate(
    folder: Path,
    *,
    seed: int = 7,
    days: int = 365,
    lines: int = 200_000,
    progress: Progress | None = None,
) -> Truth:
    """Write the files of the demo company to `folder`; returns the truth about them.

    Args:
        folder: the landing folder; it must be absent, empty, or only hold files of earlier calls.
        seed: the same seed, days and lines give the same bytes.
        days: how long the company trades, up to its fixed last day.
        lines: the approximate number of order lines in all feeds together.
        progress: called with the current step, the number of finished steps and of all steps.

    Raises:
        PlatformError: the folder holds other files, or the company would be too small.
    """
    if days < FEWEST_DAYS or lines < FEWEST_LINES:
        raise PlatformError(
            f"A demo company of {days} days and {lines} lines is too small: ask for at least "
            f"{FEWEST_DAYS} days and {FEWEST_LINES} lines."
        )
    company = _Company(seed, days, lines)
    output = claim_folder(folder, company.file_names())
    truth = company.write(output, progress or _ignore_progress)
    truth.write(output.truth_folder / "truth.json")
    return truth


def _ignore_progress(_stage: str, _done: int, _total: int) -> None:
    """Stands in for the progress callback if the caller gives none."""


class _Company:
    """All parts of one demo company; the same seed, days and lines give the same company."""

    def __init__(self, seed: int, days: int, lines: int) -> None:
        self.seed, self.period = seed, Period(days)
        self.articles = seller_articles(seed)
        self.products = webshop_products(seed, self.period)
        self.amazon = AmazonReport(self.period, self.articles, seed, int(lines * AMAZON_SHARE))
        self.ledger = Ledger(self.period, self.articles, seed, int(lines * LEDGER_SHARE))
        parameters = Parameters()
        per_customer = parameters.expected_orders(days) * LINES_PER_ORDER
        shoppers = int(lines * (1 - AMAZON_SHARE - LEDGER_SHARE) / per_customer)
        self.shoppers = Shoppers(self.period, seed, shoppers, parameters)
        self.rates = companion_feeds.ExchangeRates(self.period, seed)
        baskets = Baskets(self.period, self.products, self.rates, seed)
        self.webshop = Webshop(self.period, self.products, self.shoppers, baskets, seed)

    def file_names(self) -> list[str]:
        """The names of all files of the company, sorted."""
        return sorted(
            [
                *self.amazon.file_names(),
                *self.webshop.file_names(),
                *stock_and_cost_reports.file_names(self.period),
                *companion_feeds.product_list_files(self.period),
                LEDGER_NAME,
                marketing.FILE_NAME,
                "customers.csv",
                "events.csv",
                "fx rates.csv",
                "partners.csv",
            ]
        )

    def write(self, output: FileOutput, progress: Progress) -> Truth:
        """Write every file; returns the truth about them."""
        months = len(self.period.months)
        for number in range(months):
            progress("webshop", 2 * number, 2 * months + 1)
            self.webshop.write(output, number)
            progress("marketplace", 2 * number + 1, 2 * months + 1)
            self.amazon.write(output, number)
        progress("the rest", 2 * months, 2 * months + 1)
        self.webshop.write_popup(output)
        self.ledger.write(output)
        truth = self._known_truth(self._write_reference_feeds(output))
        progress("done", 2 * months + 1, 2 * months + 1)
        return truth

    def _write_reference_feeds(self, output: FileOutput) -> dict[str, Any]:
        """Write all feeds except the order lines; returns the truth about them."""
        companion_feeds.write_customers(output, self.shoppers, self.period)
        return {
            "reference": {
                **stock_and_cost_reports.write(output, self.articles, self.period),
                "fx_rates": {"rows": self.rates.write(output, self.period)},
                "acquisition_costs": marketing.write_spend(
                    output, self.shoppers, self.rates, self.period
                ),
            },
            "events": companion_feeds.write_events(output, self.period),
            "changes": {
                "products": companion_feeds.write_products(output, self.products, self.period),
                "partners": companion_feeds.write_partners(output, self.period),
            },
        }

    def _known_truth(self, reference_truth: Mapping[str, Any]) -> Truth:
        """The truth about all feeds, once every file is written."""
        counts = self.shoppers.order_counts
        feeds = [self.amazon.truth(), self.ledger.truth(), self.webshop.truth()]
        return Truth(
            seed=self.seed,
            first_date=self.period.first.isoformat(),
            last_date=self.period.last.isoformat(),
            files=tuple(self.file_names()),
            feeds={feed.feed: feed for feed in feeds},
            customers={
                "webshop": len(counts),
                "webshop_repeat": int((counts > 1).sum()),
                "webshop_orders": int(counts.sum()),
                "international": feeds[1].facts["customers"],
                "parameters": self.shoppers.parameters.as_numbers(),
            },
            **reference_truth,
        )
