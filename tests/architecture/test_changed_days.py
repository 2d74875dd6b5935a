"""Models that rebuild changed days read only sources whose changes the day fingerprints cover."""

import re

from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.settings import PROJECT_ROOT

MODELS = {
    path.stem: path.read_text() for path in (PROJECT_ROOT / "dbt_models" / "models").rglob("*.sql")
}


def _sources(model: str) -> set[str]:
    """The raw tables that a model reads, directly or through other models."""
    sql = MODELS[model]
    found = set(re.findall(r"source\('raw', '(\w+)'\)", sql))
    return found.union(*(_sources(parent) for parent in re.findall(r"ref\('(\w+)'\)", sql)))


def test_a_feed_that_is_not_in_facts_reaches_no_model_built_by_days() -> None:
    by_days = [name for name, sql in MODELS.items() if "materialized='incremental'" in sql]
    assert "fct_order_items" in by_days
    outside = {feed.name for feed in all_feeds().values() if not feed.is_in_facts}
    assert not {name: _sources(name) & outside for name in by_days if _sources(name) & outside}
    assert _sources("mart_customer_acquisition") >= outside
