"""Queries on flagged days, the money at stake on them, and their causes.

Detection belongs in `analytics/anomaly_detection`, attribution in `analytics/anomaly_causes`.
"""
