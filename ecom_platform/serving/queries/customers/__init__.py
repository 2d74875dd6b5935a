"""Queries on customers: segments, cohorts, expected value and their headline metrics.

Statistics belong in `analytics/customer_value`.
"""
