"""From every order line of the demo company back to the record of the file that was delivered."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecom_platform.serving.dashboard.page_cache import PageLink
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings
from tests.support.files.delivered_files import lines_that_differ_from_their_record, records
from tests.support.platform.published import Ask, DemoCompany, asking, one

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo company")]
FORMATS = (".csv", ".csv.gz", ".parquet", ".xlsx")


@pytest.fixture(scope="module")
def landing(demo_company: DemoCompany) -> Path:
    """Where its files were delivered."""
    return demo_company.landing


@pytest.fixture(scope="module")
def ask(demo_company: DemoCompany) -> Iterator[Ask]:
    with asking(demo_company.data) as found:
        yield found


@pytest.fixture(scope="module")
def pages(demo_company: DemoCompany, landing: Path) -> Iterator[PageRenderer]:
    settings = Settings(data=demo_company.data, landing=landing)
    with VersionFollower(settings.published) as follower:
        yield PageRenderer(settings, follower)


def test_the_record_of_every_line_states_its_order_sku_and_money(ask: Ask, landing: Path) -> None:
    looked_at, wrong = lines_that_differ_from_their_record(ask, landing)
    assert wrong == []
    assert (looked_at,) == one(ask, "select count(*) from marts.fct_order_items")


def test_no_two_lines_share_a_record_and_no_record_is_without_its_line(ask: Ask) -> None:
    lines = one(ask, "select count(*) from marts.fct_order_items")
    sql = "select count(distinct (file_id, record_number)) from provenance.order_line_records"
    assert one(ask, sql) == lines
    assert one(ask, "select count(*) from provenance.order_line_records") == lines


@pytest.mark.parametrize("ending", FORMATS)
def test_the_page_of_a_line_shows_every_cell_of_its_record(
    ask: Ask, landing: Path, pages: PageRenderer, ending: str
) -> None:
    line, name, number = ask(
        f"""
        select order_line_id, file_name, record_number from provenance.order_line_records
        where file_name like '%{ending}' order by order_line_id limit 1
        """
    )[0]
    content = _content(pages, line)
    shown = _named_values(content, "card-record")
    states = records(landing / name, {number})[number]
    assert list(shown) == list(states)
    for header, cell in states.items():
        assert _same(shown[header], cell), header
    place = _named_values(content, "card-place")
    assert (place["File"], place["Record"]) == (name, f"{number:,}")


def _content(pages: PageRenderer, line: str) -> Any:
    found = pages.render(PageLink(f"/record/{line}", "", "en-GB", "light"))
    assert found.status == 200
    return json.loads(gzip.decompress(found.body))


def _named_values(content: Any, card: str) -> dict[str, str]:
    """The rows of the table in a card."""
    found = [one for one in _components(content) if one.get("id") == card]
    rows = [one["children"] for one in _components(found[0]) if one.get("scope") == "row"]
    cells = [one["props"]["children"] for one in _parts(found[0]) if one.get("type") == "Td"]
    return dict(zip((name.strip() for name in rows), cells, strict=True))


def _components(node: Any) -> Iterator[dict[str, Any]]:
    yield from (part["props"] for part in _parts(node) if "props" in part)


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list):
        for one_ in node:
            yield from _parts(one_)


def _same(shown: str, cell: object) -> bool:
    """A typed cell is shown as text: 2 as 2 or 2.0000, an empty one as a dash."""
    if cell is None or cell == "":
        return shown == "–"
    try:
        return float(shown) == float(str(cell))
    except ValueError:
        return shown == str(cell)
