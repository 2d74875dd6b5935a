"""Which days of a series are anomalous: baseline, scale, distribution and rarity of each day.

What caused an anomaly belongs in `analytics/anomaly_causes`.
"""
