"""One step per module of `ecom_platform.analytics.tables`, each table an asset with its figures.

What is read, judged and written is the library's; a table that could not be built says so.
"""

from base64 import b64encode
from collections.abc import Iterator

import dagster as dg

from ecom_platform.analytics.tables.analytic_table import AnalyticTable, BuildResult, Step
from ecom_platform.analytics.tables.chart_images import as_png
from ecom_platform.analytics.tables.table_registry import steps
from ecom_platform.errors import AnalyticsError
from ecom_platform.pipeline.analytic_builds import NotBuilt, build_step
from ecom_platform.settings import Settings
from ecom_platform.warehouse.layers import ANALYTICS


def _spec(table: AnalyticTable) -> dg.AssetSpec:
    columns = [
        dg.TableColumn(name, kind, description=about)
        for name, (kind, about) in table.columns.items()
    ]
    return dg.AssetSpec(
        [ANALYTICS, table.name],
        deps=[parent.split(".") for parent in table.parents],
        description=table.about,
        owners=[table.owner],
        group_name=ANALYTICS,
        kinds={"python", "duckdb"},
        metadata={"dagster/column_schema": dg.TableSchema(columns)},
    )


def _assets_of(step: Step) -> dg.AssetsDefinition:
    @dg.multi_asset(
        specs=[_spec(table) for table in step.tables],
        name=f"{ANALYTICS}_{step.name}",
        pool="warehouse",
    )
    def analytic_tables(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
    ) -> Iterator[dg.MaterializeResult[None]]:
        """Build the tables of the step, or say why not."""
        for table, became in build_step(settings, context.run_id, step.name).items():
            metadata = {**_metadata(became), **_picture(settings, became)}
            yield dg.MaterializeResult(asset_key=table.split("."), metadata=metadata)

    return analytic_tables


def _metadata(became: BuildResult | NotBuilt) -> dict[str, dg.MetadataValue]:
    if isinstance(became, NotBuilt):
        return {"status": dg.MetadataValue.text(became.reason)}
    figures = {name: _value(figure) for name, figure in became.figures.items()}
    return {"dagster/row_count": dg.MetadataValue.int(became.rows), **figures}


def _picture(settings: Settings, became: BuildResult | NotBuilt) -> dict[str, dg.MetadataValue]:
    """The picture of a table that was built anew, or why there is none."""
    if isinstance(became, NotBuilt) or became.chart is None or not settings.pictures:
        return {}
    try:
        drawn = b64encode(as_png(became.chart)).decode()
    except AnalyticsError as error:
        return {"picture": dg.MetadataValue.text(str(error))}
    return {"picture": dg.MetadataValue.md(f"![picture](data:image/png;base64,{drawn})")}


def _value(figure: str | float) -> dg.MetadataValue:
    if isinstance(figure, str):
        return dg.MetadataValue.text(figure)
    return dg.MetadataValue.float(float(figure))


STEPS = [_assets_of(step) for step in steps().values()]
ANALYTIC_KEYS = [spec.key for step in STEPS for spec in step.specs]
