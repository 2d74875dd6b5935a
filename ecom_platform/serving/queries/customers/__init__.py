"""Queries on customers: segments, cohorts, expected value and their headline metrics.

Models and statistics belong in `analytics/customer_value`.
"""
