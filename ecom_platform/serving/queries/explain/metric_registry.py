"""Every headline metric by its name: over order lines, and over the rows of other tables.

A metric is declared in the folder of its subject; this module only gathers.
"""

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.anomalies.anomaly_metrics import ANOMALY_METRICS
from ecom_platform.serving.queries.customers.customer_metrics import (
    CUSTOMER_METRICS,
    CUSTOMER_RATIOS,
)
from ecom_platform.serving.queries.forecast.forecast_metrics import FORECAST_METRICS
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    METRICS,
    RATIOS,
    Metric,
    Ratio,
)
from ecom_platform.serving.queries.metrics.table_metric import TableMetric, TableRatio
from ecom_platform.serving.queries.partners.partner_metrics import PARTNER_METRICS
from ecom_platform.serving.queries.products.product_metrics import PRODUCT_METRICS
from ecom_platform.serving.queries.quality.quality_metrics import QUALITY_METRICS

AnyMetric = Metric | Ratio | TableMetric | TableRatio

TABLE_METRICS: dict[str, TableMetric] = {
    metric.name: metric
    for metric in (
        *PARTNER_METRICS,
        *CUSTOMER_METRICS,
        *PRODUCT_METRICS,
        *ANOMALY_METRICS,
        *FORECAST_METRICS,
        *QUALITY_METRICS,
    )
}
TABLE_RATIOS: dict[str, TableRatio] = {ratio.name: ratio for ratio in CUSTOMER_RATIOS}
ALL_METRICS: dict[str, AnyMetric] = {**METRICS, **RATIOS, **TABLE_METRICS, **TABLE_RATIOS}


def metric_named(name: str) -> AnyMetric:
    """The metric of this name, whatever it is computed from.

    Raises:
        ViewError: no metric has this name.
    """
    if name not in ALL_METRICS:
        raise ViewError(f"There is no metric called '{name}'. There are {', '.join(ALL_METRICS)}.")
    return ALL_METRICS[name]


def table_metric_named(name: str) -> TableMetric | TableRatio:
    """The metric of this name over the rows of a table.

    Raises:
        KeyError: no metric over a table has this name.
    """
    return TABLE_METRICS.get(name) or TABLE_RATIOS[name]
