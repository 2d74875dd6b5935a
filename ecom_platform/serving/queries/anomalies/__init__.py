"""Queries on flagged days, the money at stake on them, and their causes.

Detection is in `analytics/anomaly_detection`, attribution is in `analytics/anomaly_causes`.
"""
