"""Forecasts of daily series: candidates, back-tests, bands, events and coherent sums.

Forecasts of single customers are in `analytics/customer_value`.
"""
