"""The headline metric of data quality: delivered rows that could not be read."""

from ecom_platform.serving.queries.metrics.table_metric import TableMetric

QUALITY_METRICS = (
    TableMetric(
        name="unread_rows",
        title="Rows that could not be read",
        unit="count",
        definition="Delivered rows with a value that could not be read, of all days and feeds. "
        "They stay in quarantine and count nowhere else. They leave quarantine when a later file, "
        "or an improved definition of the feed, makes them readable.",
        source="quarantine",
        sql="count(*)",
        row_filter="true",
        exclusions=(),
        columns=(),
    ),
)
