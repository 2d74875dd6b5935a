"""The bars of gains and losses are one per partner."""

from decimal import Decimal

from ecom_platform.serving.dashboard.partners.partner_movers import partner_movers
from ecom_platform.serving.queries.partners.partner_ranking import (
    Mover,
)
from tests.support.pages.page_requests import page_request


def test_equal_names_once_shortened_stay_two_rows() -> None:
    movers = [
        Mover("A", "QUAYSIDE BOUTIQUE ONE", Decimal(5), Decimal(1)),
        Mover("B", "QUAYSIDE BOUTIQUE TWO", Decimal(3), Decimal(1)),
    ]
    figure = partner_movers(page_request(), movers)

    assert figure["data"][0]["y"] == [0, 1]
    assert len(set(figure["layout"]["yaxis"]["ticktext"])) == 1
