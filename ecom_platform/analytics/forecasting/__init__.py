"""Forecasts of daily series: candidates, back-tests, bands, events and coherent sums.

Forecasts of single customers belong in `analytics/customer_value`.
"""
