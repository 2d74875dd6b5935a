"""The page of anomalies: its cards and figures.

Its queries are in `serving/queries/anomalies`; days are checked in `analytics/anomaly_detection`.
"""
