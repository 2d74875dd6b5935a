"""Every night: files in, marts built from what changed, checks, a version published."""

import dagster as dg

from ecom_platform.settings import load_settings

NIGHTLY = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="From the landing folder to a published version, rebuilding the days that changed.",
)

NIGHTLY_SCHEDULE = dg.ScheduleDefinition(
    job=NIGHTLY,
    cron_schedule="0 2 * * *",
    execution_timezone=load_settings().timezone,
    description="At two in the morning, when the channels have dropped their files.",
)
