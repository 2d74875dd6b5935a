"""Everything that Dagster loads. Nothing is defined here: this file only gathers."""

import dagster as dg

import assets
from dagster_instance.progress_logger import LOGGERS
from jobs import JOBS
from resources import RESOURCES
from schedules import SCHEDULES
from sensors import SENSORS

defs = dg.Definitions(
    assets=dg.load_assets_from_package_module(assets),
    asset_checks=dg.load_asset_checks_from_package_module(assets),
    jobs=JOBS,
    schedules=SCHEDULES,
    sensors=SENSORS,
    resources=RESOURCES,
    loggers=LOGGERS,
    executor=dg.in_process_executor,  # one writer: separate processes would only wait for it
)
