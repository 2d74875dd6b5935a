"""Queries on customers: segments, cohorts, expected value and their headline metrics.

Models and statistics are in `analytics/customer_value`.
"""
