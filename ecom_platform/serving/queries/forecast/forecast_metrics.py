"""The headline metric of the forecast: the revenue expected in the days ahead."""

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.metrics.table_metric import TableMetric

FORECAST_METRICS = (
    TableMetric(
        name="expected_revenue",
        title="Expected revenue",
        unit="money",
        definition="Booked revenue forecast for the days ahead, summed over all forecast days of "
        "this feed and part of the business.",
        source="forecast",
        sql="sum(expected_amount)",
        row_filter="expected_amount is not null",
        exclusions=(Exclusion("no forecast", "expected_amount is null", "unavailable_reason"),),
        columns=(
            "forecast_date",
            "expected_amount",
            "lower_95_amount",
            "upper_95_amount",
            "event_note",
            "model_name",
            "dimension",
            "dimension_value",
        ),
        required_choices=("feed", "dimension"),
    ),
)
