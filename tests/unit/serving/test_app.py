"""The served application: what its addresses answer, and what they keep to themselves."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ecom_platform.serving.app import create_app
from ecom_platform.settings import PROJECT_ROOT, Settings
from tests.support.tables.sales import Line
from tests.support.tables.versions import publish_sales

ROWS = "/dashboard/rows/order-lines"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder with a version of three lines."""
    folder = Settings(data=tmp_path).published
    publish_sales(folder, "v1", [Line(order_id=f"o{n}", amount=Decimal(n)) for n in (1, 2, 3)])
    return folder


@pytest.fixture
def client(tmp_path: Path, published: Path) -> Iterator[TestClient]:
    """A client of the application on that folder."""
    with TestClient(create_app(Settings(data=tmp_path)), "http://localhost") as found:
        yield found


def test_any_address_of_a_page_is_the_application(client: TestClient) -> None:
    for path in ("/", "/partners", "/explain/kept_amount"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "dashboard.js" in answer.text, path


def test_a_deep_link_may_be_the_first_request_of_all(client: TestClient) -> None:
    """Dash set itself up at the first request for '/' only, and pages came without their script."""
    assert "dashboard.js" in client.get("/explain/kept_amount").text


def test_no_source_of_ours_is_served(client: TestClient) -> None:
    sources = [path.relative_to(PROJECT_ROOT) for path in (PROJECT_ROOT / "assets").rglob("*.py")]
    for path in [*map(str, sources), "assets/%2e%2e/application.py", "assets/../application.py"]:
        answer = client.get(f"/{path}")
        assert answer.status_code == 404 or "import " not in answer.text, path
    assert client.get("/assets/analytics/analytic_tables.py").status_code == 404
    assert client.get("/assets/dashboard.css").status_code == 200


def test_a_page_is_json_of_one_version(client: TestClient) -> None:
    answer = client.get("/dashboard/page/", headers={"accept-language": "en-US"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["version"] == "v1"
    assert client.get("/dashboard/version").json() == {"version": "v1"}


def test_before_the_first_version_the_application_answers(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path)), "http://localhost") as client:
        assert client.get("/dashboard/version").json() == {"version": None}
        answer = client.get("/dashboard/page/")
    assert answer.status_code == 503
    assert "make run" in answer.text


def test_rows_are_those_of_the_version_a_link_names(client: TestClient, published: Path) -> None:
    publish_sales(published, "v2", [Line()])
    answer = client.get(ROWS, params={"version": "v1", "start": 0, "end": 2})
    assert answer.json()["total"] == 3
    assert len(answer.json()["rows"]) == 2
    assert client.get(ROWS).json()["total"] == 1


def test_rows_come_sorted_and_filtered(client: TestClient) -> None:
    wanted = {
        "sort": json.dumps([{"colId": "amount", "sort": "desc"}]),
        "filter": json.dumps({"amount": {"filterType": "number", "type": "lessThan", "filter": 3}}),
        "is.channel": "Webshop",
    }
    rows = client.get(ROWS, params=wanted).json()["rows"]
    assert [row["amount"] for row in rows] == [2.0, 1.0]


def test_a_csv_file_has_a_name_and_every_row(client: TestClient) -> None:
    answer = client.get(f"{ROWS}.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="order-lines.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("6.00")


def test_an_xlsx_file_is_a_file(client: TestClient) -> None:
    answer = client.get(f"{ROWS}.xlsx")
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/dashboard/rows/moon", 400, "no rows called 'moon'"),
        (f"{ROWS}?sort=rubbish", 400, "damaged"),
        (f"{ROWS}?start=x&end=y", 400, "damaged"),
        (f"{ROWS}?is.moon=1", 400, "no column 'moon'"),
        (f"{ROWS}.csv?channel=Moon", 400, "no channel 'Moon'"),
        (f"{ROWS}.csv?is.moon=1", 400, "no column 'moon'"),
        (f"{ROWS}?version=v9", 410, "Reload the page"),
    ],
)
def test_what_rows_cannot_be_is_a_sentence(
    client: TestClient, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.text


def test_a_download_gives_its_version_back(client: TestClient, published: Path) -> None:
    for address in (f"{ROWS}.csv?version=v1", f"{ROWS}.csv?version=v1&is.moon=1"):
        client.get(address)
    publish_sales(published, "v2", [Line()])
    client.get("/dashboard/page/")
    follower = client.app.state.follower  # type: ignore[attr-defined]
    assert follower.open_versions() == ["v2"]
