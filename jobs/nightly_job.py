"""The nightly job: load files, rebuild the marts of changed days, check, publish a version."""

import dagster as dg

NIGHTLY = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="From the landing folder to a published version, rebuilding the days that changed.",
)
