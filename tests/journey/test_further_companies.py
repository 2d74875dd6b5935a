"""A marketplace and a grocery chain publish on the first run, and the marts say what is true."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecom_platform.demo.company.known_truth import FeedTruth
from ecom_platform.demo.further_companies import generate_company
from tests.support.platform.published import Ask, asking, publish_from

pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Published:
    """What is true of a company, its data folder, and how to ask what was published."""

    truth: FeedTruth
    data: Path
    ask: Ask


@pytest.fixture(scope="module", params=["marketplace", "grocery"])
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    folder = tmp_path_factory.mktemp(request.param)
    truth = generate_company(folder / "landing", request.param, days=60, lines=6_000)
    publish_from(folder / "landing", folder / "data")
    with asking(folder / "data") as ask:
        yield Published(truth.feeds["order_lines"], folder / "data", ask)


def test_nothing_is_held_or_released(company: Published) -> None:
    (path,) = (company.data / "published").glob("*/manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert manifest["tables"]
    assert manifest["held"] == {}
    assert manifest["released"] == {}


def test_every_line_unit_and_cent_is_there(company: Published) -> None:
    published = company.ask(
        """
        select channel, strftime(order_date, '%Y-%m'), line_kind, order_state, currency, is_credit,
            count(*), sum(quantity), sum(amount)
        from marts.fct_order_items where feed = 'order_lines' group by all
        """
    )
    true = [
        (
            c.channel,
            c.month,
            c.line_kind,
            c.state,
            c.currency,
            c.is_credit,
            c.lines,
            c.units,
            c.amount,
        )
        for c in company.truth.cells
    ]
    assert sorted(published) == sorted(true)


def test_the_steps_of_revenue_are_true(company: Published) -> None:
    steps = ("booked", "cancelled", "pending", "returned", "lost", "kept")
    (found,) = company.ask(
        f"select {', '.join(f'sum({step}_amount)' for step in steps)} from marts.agg_daily_sales"
    )
    assert found == tuple(company.truth.ladder("EUR")[step] for step in steps)
