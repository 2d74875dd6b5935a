"""The pages there are, in the order of the menu."""

from ecom_platform.errors import ViewError
from ecom_platform.serving.dashboard.page import Page
from ecom_platform.serving.dashboard.pages.anomalies import ANOMALIES
from ecom_platform.serving.dashboard.pages.customers import CUSTOMERS
from ecom_platform.serving.dashboard.pages.explain import EXPLAIN
from ecom_platform.serving.dashboard.pages.finance import FINANCE_PAGE
from ecom_platform.serving.dashboard.pages.forecast import FORECAST
from ecom_platform.serving.dashboard.pages.overview import OVERVIEW
from ecom_platform.serving.dashboard.pages.partner_profile import PARTNER_PROFILE
from ecom_platform.serving.dashboard.pages.partners import PARTNERS
from ecom_platform.serving.dashboard.pages.products import PRODUCTS
from ecom_platform.serving.dashboard.pages.quality import QUALITY
from ecom_platform.serving.dashboard.pages.record import RECORD
from ecom_platform.serving.dashboard.pages.rows import ROWS

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
        ViewError: there is none.
    """
    clean = "/" + path.strip("/")
    for page in PAGES:
        if clean == page.path:
            return page, ""
        if page.has_subject and clean.startswith(page.path + "/"):
            return page, clean.removeprefix(page.path + "/")
    pages = ", ".join(page.title for page in MENU)
    raise ViewError(f"There is no page at {clean}. There are {pages}.")
