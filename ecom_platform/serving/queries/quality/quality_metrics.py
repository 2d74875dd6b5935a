"""The headline metric of data quality: delivered rows that could not be read."""

from ecom_platform.serving.queries.metrics.table_metric import TableMetric

QUALITY_METRICS = (
    TableMetric(
        name="unread_rows",
        title="Rows that could not be read",
        unit="count",
        definition="Delivered rows with a value that could not be read, of all days and feeds. "
        "They wait in quarantine and count nowhere else; they leave it when a later file or a "
        "better reading of the feed reads them.",
        source="quarantine",
        sql="count(*)",
        row_filter="true",
        exclusions=(),
        columns=(),
    ),
)
