"""The resources that assets ask for by name: short adapters that give library objects.

Nothing is decided here: settings are in `ecom_platform.settings`, and the library does the work.
"""

from collections.abc import Iterator

import dagster as dg

from assets.dbt.dbt_runner import Dbt
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.settings import Settings, load_settings
from ecom_platform.warehouse.run_lock import run_lock


@dg.resource(description="The settings. A run that holds them locks the warehouse for other runs.")
def settings_of_run(_context: dg.InitResourceContext) -> Iterator[Settings]:
    """The settings, together with the run lock from the first step that needs them to the last."""
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        yield settings


@dg.resource(
    config_schema={"full_refresh": dg.Field(bool, default_value=False)},
    description="dbt on the project and the warehouse of the platform, parsed once per run.",
)
def dbt_of_run(context: dg.InitResourceContext) -> Dbt:
    """One dbt object for all layers of a run."""
    return Dbt(load_settings(), full_refresh=context.resource_config["full_refresh"])


@dg.resource(
    config_schema={"everything": dg.Field(bool, default_value=False)},
    description="Which days the rules check: those that changed, or all.",
)
def scope_of_run(context: dg.InitResourceContext) -> Scope:
    """The same day selection for all tables of a run."""
    return "everything" if context.resource_config["everything"] else "changed"


RESOURCES = {"settings": settings_of_run, "dbt": dbt_of_run, "scope": scope_of_run}
