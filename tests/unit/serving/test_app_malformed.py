"""No address makes the application fail: what cannot be is answered with a sentence."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from ecom_platform.serving.app import create_app
from ecom_platform.settings import Settings
from tests.support.pages.malformed_links import page_links, rows_links
from tests.support.tables.sales import Line
from tests.support.tables.versions import publish_sales

ANSWERED = {200, 400, 404, 410}
DASH_ADDRESSES = [
    "/",
    "/_dash-layout",
    "/_dash-dependencies",
    "/_dash-update-component",
    "/_dash-ws-callback",
    "/_dash-component-suites/dash/x",
    "/_reload-hash",
    "/_favicon.ico",
    "/assets/",
]
FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ROWS = "/dashboard/rows/order-lines"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the application on a version of three lines."""
    data: Path = tmp_path_factory.mktemp("served")
    lines = [Line(order_id=f"o{n}", amount=Decimal(n)) for n in (1, 2)]
    publish_sales(Settings(data=data).published, "v1", [*lines, Line(order_id="=1\x01+1")])
    with TestClient(create_app(Settings(data=data)), "http://localhost") as found:
        yield found


@FUZZ
@given(page_links())
def test_no_link_makes_a_page_fail(client: TestClient, link: tuple[str, str]) -> None:
    path, query = link
    answer = client.get(f"/dashboard/page{quote(path, errors='surrogatepass')}?{query}")
    assert answer.status_code in ANSWERED, answer.text[:500]
    if answer.status_code != 200:
        assert "What to do" in answer.text


@FUZZ
@given(rows_links())
def test_no_link_makes_rows_fail(client: TestClient, link: str) -> None:
    answer = client.get(link)
    assert answer.status_code in ANSWERED, answer.text[:500]
    if answer.status_code != 200:
        assert answer.text.rstrip().endswith("."), answer.text


@FUZZ
@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"]),
    st.sampled_from(DASH_ADDRESSES),
    st.binary(max_size=40),
)
def test_nothing_that_dash_adds_fails(
    client: TestClient, method: str, path: str, body: bytes
) -> None:
    headers = {"content-type": "application/json"}
    answer = client.request(method, path, content=body, headers=headers)
    assert answer.status_code in {200, 204, 304, 400, 404, 405}


@pytest.mark.parametrize(
    "version",
    ["v" * 300, "[" * 3_000, "\x00", "../v1", "v1\n", "v9", "."],
    ids=["300 letters", "3,000 brackets", "null byte", "path", "newline", "unknown", "dot"],
)
def test_a_version_that_cannot_be_is_gone(client: TestClient, version: str) -> None:
    """A name that is too long for a file made the rows fail."""
    assert client.get(ROWS, params={"version": version}).status_code == 410
    assert client.get("/dashboard/page/", params={"version": version}).status_code in {400, 404}


def test_rows_without_an_end_are_bounded(client: TestClient) -> None:
    """They took all rows at once: 95 MB a request."""
    answer = client.get(ROWS, params={"start": 0, "end": 1_001})
    assert answer.status_code == 400
    assert "One answer holds at most 1,000" in answer.text
    assert client.get(ROWS, params={"start": 5, "end": 4}).status_code == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/dashboard/page/", "from=0001-01-01&to=0001-01-02"),
        (ROWS, 'filter={"amount":{"type":"equals"}}'),
        (ROWS, 'filter={"amount":{"operator":"AND","conditions":[]}}'),
        (ROWS, 'filter={"order_date":{"type":"lessThan","filter":"x"}}'),
        (ROWS, "filter=" + "[" * 5_000),
        (ROWS, 'filter={"amount":{"type":"equals","filter":1e999}}'),
        (ROWS, f"start={10**40}"),
        (ROWS, "start=-1"),
    ],
)
def test_a_malformed_link_is_the_fault_of_the_link(
    client: TestClient, path: str, query: str
) -> None:
    assert client.get(f"{path}?{query}").status_code == 400
