"""The real feeds, as every golden test asks them: published once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.platform.published import Ask, asking


@pytest.fixture(scope="session")
def published_unlock_profits(unlock_profits_data: Path) -> Iterator[Ask]:
    """Ask the version published from the Indian seller's exports."""
    with asking(unlock_profits_data) as ask:
        yield ask


@pytest.fixture(scope="session")
def published_online_retail_ii(online_retail_ii_data: Path) -> Iterator[Ask]:
    """Ask the version published from Online Retail II."""
    with asking(online_retail_ii_data) as ask:
        yield ask
