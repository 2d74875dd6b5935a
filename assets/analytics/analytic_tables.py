"""The analytic tables as assets: one step per module of `ecom_platform.analytics.tables`.

The library reads and computes. An asset that could not be built shows the reason.
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


def _asset_spec(table: AnalyticTable) -> dg.AssetSpec:
    """The asset of an analytic table, with the tables it reads as its dependencies."""
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


def _assets_of_step(step: Step) -> dg.AssetsDefinition:
    """The assets of the tables that one analytic step builds together."""

    @dg.multi_asset(
        specs=[_asset_spec(table) for table in step.tables],
        name=f"{ANALYTICS}_{step.name}",
        pool="warehouse",
    )
    def analytic_tables(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
    ) -> Iterator[dg.MaterializeResult[None]]:
        """Build the tables of one analytic step; a table that cannot be built shows the reason."""
        for table, result in build_step(settings, context.run_id, step.name).items():
            metadata = {**_build_metadata(result), **_picture_metadata(settings, result)}
            yield dg.MaterializeResult(asset_key=table.split("."), metadata=metadata)

    return analytic_tables


def _build_metadata(result: BuildResult | NotBuilt) -> dict[str, dg.MetadataValue]:
    """The row count and the figures of a built table, or why it was not built."""
    if isinstance(result, NotBuilt):
        return {"status": dg.MetadataValue.text(result.reason)}
    figures = {name: _metadata_value(figure) for name, figure in result.figures.items()}
    return {"dagster/row_count": dg.MetadataValue.int(result.rows), **figures}


def _picture_metadata(
    settings: Settings, result: BuildResult | NotBuilt
) -> dict[str, dg.MetadataValue]:
    """The picture of a table, or why it could not be drawn; empty if none is to be drawn."""
    if isinstance(result, NotBuilt) or result.chart is None or not settings.pictures:
        return {}
    try:
        picture = b64encode(as_png(result.chart)).decode()
    except AnalyticsError as error:
        return {"picture": dg.MetadataValue.text(str(error))}
    return {"picture": dg.MetadataValue.md(f"![picture](data:image/png;base64,{picture})")}


def _metadata_value(figure: str | float) -> dg.MetadataValue:
    if isinstance(figure, str):
        return dg.MetadataValue.text(figure)
    return dg.MetadataValue.float(float(figure))


STEPS = [_assets_of_step(step) for step in steps().values()]
ANALYTIC_KEYS = [spec.key for step in STEPS for spec in step.specs]
