"""Links that no page writes: every parameter with every kind of nonsense, for tests that fuzz."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from ecom_platform.serving.dashboard.page_registry import PAGES
from ecom_platform.serving.queries.rows.row_sources import SOURCES
from ecom_platform.serving.queries.view import FILTERS

NONSENSE = [
    "",
    "0",
    "-1",
    "1e400",
    "NaN",
    str(10**30),
    "0001-01-01",
    "1900-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-03-10",
    "\x00",
    "' or 1=1 --",
    "../../etc/passwd",
    "[",
    "[" * 3_000,
    "{}",
    "null",
    "\ufffd",
    "\u202eevil",
    "v1",
    "EUR",
    "Webshop",
    "p1",
    "kept_amount",
    "order_count",
    "total",
]
TEXTS = st.sampled_from(NONSENSE) | st.text(max_size=20)
COLUMNS = st.sampled_from(["amount", "order_date", "order_id", "is_kept", "quantity", "moon"])
_PARAMETERS = [*FILTERS, "version", "feed", "measure", "dimension", "value", "day", "run", "by"]
_PAGE_PARAMETERS = st.dictionaries(
    st.sampled_from([*_PARAMETERS, "number", "is.channel", "is.moon"]), TEXTS, max_size=4
)
_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
_KINDS = ["equals", "notEqual", "lessThan", "contains", "inRange", "blank", "startsWith", "moon"]
_CONDITION = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(_KINDS),
        "filterType": st.sampled_from(["text", "number", "date", "moon"]),
        "filter": _VALUES,
        "filterTo": _VALUES,
        "dateFrom": _VALUES,
        "dateTo": _VALUES,
    },
)
_CONDITIONS = st.fixed_dictionaries(
    {"operator": st.sampled_from(["AND", "OR", "XOR", None])},
    optional={"conditions": st.lists(_CONDITION, max_size=3)},
)
_JSON = st.recursive(
    _VALUES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2)
)
_FILTERS = st.dictionaries(COLUMNS, _CONDITION | _CONDITIONS, max_size=3) | _JSON
_SORT = (
    st.lists(
        st.fixed_dictionaries({"colId": COLUMNS, "sort": st.sampled_from(["asc", "desc", "moon"])}),
        max_size=3,
    )
    | _JSON
)


@st.composite
def page_links(draw: st.DrawFn) -> tuple[str, str]:
    """Path and query of a page that may not exist, with parameters that may not either."""
    path = draw(st.sampled_from([page.path for page in PAGES]) | st.just("/moon"))
    subject = draw(st.none() | TEXTS | st.sampled_from(["order-lines", "l0"]))
    query = urlencode(draw(_PAGE_PARAMETERS), errors="surrogatepass")
    return (path if subject is None else f"{path.rstrip('/')}/{subject}"), query


@st.composite
def rows_links(draw: st.DrawFn) -> str:
    """The address of rows or of a file of rows."""
    name = draw(st.sampled_from([*SOURCES, "order-lines", "order-lines", "moon"]))
    ending = draw(st.sampled_from(["", ".csv", ".xlsx", ".exe", "."]))
    parameters: dict[str, Any] = draw(_PAGE_PARAMETERS)
    for key, values in (("sort", _SORT), ("filter", _FILTERS)):
        if draw(st.booleans()):
            parameters[key] = json.dumps(draw(values)) if draw(st.integers(0, 9)) else draw(TEXTS)
    for key in ("start", "end"):
        if draw(st.booleans()):
            parameters[key] = draw(st.integers(-5, 2_000).map(str) | TEXTS)
    query = urlencode(parameters, errors="surrogatepass")
    return f"/dashboard/rows/{quote(name)}{ending}?{query}"
