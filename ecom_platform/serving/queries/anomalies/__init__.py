"""Queries on anomalous days and their causes.

Detection belongs in `analytics/anomaly_detection`.
"""
