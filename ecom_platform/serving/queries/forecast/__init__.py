"""Queries on the revenue forecast: the days ahead, and how good the forecasts were.

Models and back-tests belong in `analytics/forecasting`.
"""
