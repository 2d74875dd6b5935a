"""The page that explains one number: its definition, its rows, its SQL and its checks.

Its queries are in `serving/queries/explain`, the metrics are in `serving/queries/metrics`.
"""
