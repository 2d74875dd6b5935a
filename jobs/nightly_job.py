"""The nightly job: load files, rebuild the marts of changed days, check, publish a version."""

import dagster as dg

NIGHTLY = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Load new files, rebuild the days that changed, check them, and publish a version.",
)
