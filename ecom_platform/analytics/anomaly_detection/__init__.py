"""Which days of a series are anomalous: baseline, scale, distribution and rarity of each day.

The causes of an anomaly are found in `analytics/anomaly_causes`.
"""
