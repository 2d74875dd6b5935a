"""The weekly job: rebuild everything from raw, so that every check evaluates the whole history."""

import dagster as dg

WEEKLY = dg.define_asset_job(
    "weekly",
    selection=dg.AssetSelection.all(),
    config={
        "resources": {
            "dbt": {"config": {"full_refresh": True}},
            "scope": {"config": {"everything": True}},
        }
    },
    description="As nightly, but rebuild and check every incremental table from its beginning.",
)
