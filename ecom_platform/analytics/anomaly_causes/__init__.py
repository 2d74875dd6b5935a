"""Which dimension values explain the gap of an anomalous day.

Whether a day is anomalous belongs in `analytics/anomaly_detection`.
"""
