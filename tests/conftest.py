"""Fixtures every test may use: the real feeds when they lie beside the checkout."""

from pathlib import Path

import pytest

REAL_FEEDS = Path(__file__).resolve().parents[2] / "shared" / "data"


def _real_feed(name: str) -> Path:
    folder = REAL_FEEDS / name
    if not folder.is_dir():
        pytest.skip(f"the real feed '{name}' is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def unlock_profits() -> Path:
    """The folder of the Indian seller's exports (Amazon, International, stock, price lists)."""
    return _real_feed("unlock-profits")


@pytest.fixture(scope="session")
def online_retail_ii() -> Path:
    """The folder of UCI Online Retail II."""
    return _real_feed("online-retail-ii")
