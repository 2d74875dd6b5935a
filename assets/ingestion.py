"""The raw tables as assets: one per feed and one per ledger, all loaded by one step.

How files are read is in `ecom_platform.ingestion`; a feed that is added there becomes an asset.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import dagster as dg

from ecom_platform.currencies import amount_text
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.quality.results import result_store
from ecom_platform.settings import Settings
from ecom_platform.warehouse.inspection import column_types, row_counts
from ecom_platform.warehouse.layers import RAW

LEDGER_OWNER = "data-platform@example.com"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&.-])")
_ESCAPED = r"\\\1"  # Markdown shows the character itself
LEDGERS = {
    "files": "Every delivered file, whether it was loaded, and how many rows it has.",
    "quarantine": "Every row that could not be read, with the reason and its amount.",
    "day_fingerprints": "One row per feed and day; it changes when a row of that day changes.",
}


def _feed_asset(feed: FeedSpec) -> dg.AssetSpec:
    return dg.AssetSpec(
        [RAW, feed.name],
        description=feed.title,
        owners=[feed.owner],
        group_name=RAW,
        kinds={"python", "duckdb"},
        tags={"role": feed.role},
    )


def _ledger_asset(name: str, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        [RAW, name],
        description=description,
        owners=[LEDGER_OWNER],
        group_name=RAW,
        kinds={"python", "duckdb"},
    )


SPECS = [_feed_asset(feed) for feed in all_feeds().values()] + [
    _ledger_asset(name, description) for name, description in LEDGERS.items()
]


@dg.multi_asset(specs=SPECS, name=RAW, pool="warehouse")
def raw(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult[None]]:
    """Load new files from the landing folder; each file is loaded as a whole or refused."""
    report = load_landing(settings, progress=context.log.info)
    result_store.begin_run(settings, context.run_id)
    tables = {spec.key: ".".join(spec.key.path) for spec in SPECS}
    counts = row_counts(settings.warehouse_path, tables.values())
    types = column_types(settings.warehouse_path, tables.values())
    for key, table in tables.items():
        columns = [dg.TableColumn(name, kind) for name, kind in types[table].items()]
        schema = dg.TableSchema(columns)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": counts[table],
                "dagster/column_schema": schema,
                **_load_metadata(report, key.path[-1]),
            },
        )


def _total_amount(amounts: Iterable[Decimal | None]) -> str:
    return amount_text(sum((amount for amount in amounts if amount is not None), Decimal(0)), None)


def _load_metadata(report: LoadReport, name: str) -> dict[str, dg.MetadataValue]:
    """How many files and rows of a feed were loaded; for a ledger, of all feeds."""
    files = report.files if name in LEDGERS else report.of_feed(name)
    loaded = [file for file in files if file.status == "loaded"]
    sentences = [file.sentence for file in files if file.sentence]
    return {
        "files_loaded": dg.MetadataValue.int(len(loaded)),
        "files_refused": dg.MetadataValue.int(sum(file.status == "refused" for file in files)),
        "rows_loaded": dg.MetadataValue.int(sum(file.loaded_count for file in loaded)),
        "live_rows": dg.MetadataValue.int(sum(file.row_count("live") for file in loaded)),
        "superseded_rows": dg.MetadataValue.int(
            sum(file.row_count("superseded") for file in loaded)
        ),
        "rows_superseded_in_other_files": dg.MetadataValue.int(
            sum(account.row_count for file in loaded for account in file.superseded)
        ),
        "repeated_rows": dg.MetadataValue.int(sum(file.repeat_count for file in loaded)),
        "repeated_amount": dg.MetadataValue.text(
            _total_amount(file.repeat_amount for file in loaded)
        ),
        "quarantined_rows": dg.MetadataValue.int(sum(file.quarantined_count for file in loaded)),
        "quarantined_amount": dg.MetadataValue.text(
            _total_amount(file.quarantined_amount for file in loaded)
        ),
        "rows_with_unknown_money": dg.MetadataValue.int(
            sum(file.unknown_money_count for file in loaded)
        ),
        "load_report": dg.MetadataValue.md(as_markdown_list(sentences) or "No file of this feed."),
    }


def as_markdown_list(sentences: Iterable[str]) -> str:
    """The sentences as a list in Markdown, which shows every character of them as it is."""
    return "\n".join(f"- {_MARKUP.sub(_ESCAPED, sentence)}" for sentence in sentences)
