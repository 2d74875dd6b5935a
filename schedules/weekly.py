"""Every Sunday: everything rebuilt from raw, so that every check looks at all of history."""

import dagster as dg

from ecom_platform.settings import load_settings

WEEKLY = dg.define_asset_job(
    "weekly",
    selection=dg.AssetSelection.all(),
    config={
        "resources": {
            "dbt": {"config": {"full_refresh": True}},
            "scope": {"config": {"everything": True}},
        }
    },
    description="As nightly, with every incremental table rebuilt and checked from its beginning.",
)

WEEKLY_SCHEDULE = dg.ScheduleDefinition(
    job=WEEKLY,
    cron_schedule="0 4 * * 0",
    execution_timezone=load_settings().timezone,
    description="On Sunday at four in the morning, after the nightly run.",
)
