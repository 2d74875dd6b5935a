"""The page that explains one number: its definition, its rows, its SQL and its checks.

Its queries belong in `serving/queries/explain`, the metrics in `serving/queries/metrics`.
"""
