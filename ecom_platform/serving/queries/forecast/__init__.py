"""Queries on the days ahead.

Forecasting belongs in `analytics/forecasting`.
"""
