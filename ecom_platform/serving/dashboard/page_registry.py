"""All pages of the dashboard, in the order of the menu."""

from ecom_platform.errors import NotFoundError
from ecom_platform.serving.dashboard.anomalies.anomalies_page import ANOMALIES
from ecom_platform.serving.dashboard.customers.customers_page import CUSTOMERS
from ecom_platform.serving.dashboard.explain.explain_page import EXPLAIN
from ecom_platform.serving.dashboard.finance.finance_page import FINANCE_PAGE
from ecom_platform.serving.dashboard.forecast.forecast_page import FORECAST
from ecom_platform.serving.dashboard.overview.overview_page import OVERVIEW
from ecom_platform.serving.dashboard.page import Page
from ecom_platform.serving.dashboard.partners.partner_profile_page import PARTNER_PROFILE
from ecom_platform.serving.dashboard.partners.partners_page import PARTNERS
from ecom_platform.serving.dashboard.products.products_page import PRODUCTS
from ecom_platform.serving.dashboard.quality.quality_page import QUALITY
from ecom_platform.serving.dashboard.records.record_page import RECORD
from ecom_platform.serving.dashboard.records.rows_page import ROWS

PAGES: tuple[Page, ...] = (
    OVERVIEW,
    PARTNERS,
    FINANCE_PAGE,
    CUSTOMERS,
    PRODUCTS,
    ANOMALIES,
    FORECAST,
    QUALITY,
    PARTNER_PROFILE,
    EXPLAIN,
    ROWS,
    RECORD,
)
MENU = tuple(page for page in PAGES if page.is_in_menu)


def page_at(path: str) -> tuple[Page, str]:
    """The page at a path, and what follows the page's own path.

    Raises:
        NotFoundError: no page has this path.
    """
    clean = "/" + path.strip("/")
    for page in PAGES:
        if clean == page.path:
            return page, ""
        if page.has_subject and clean.startswith(page.path + "/"):
            return page, clean.removeprefix(page.path + "/")
    titles = ", ".join(page.title for page in MENU)
    raise NotFoundError(f"There is no page at {clean}. The pages are: {titles}.")
