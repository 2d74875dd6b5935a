"""The models, bands and sums of daily forecasts.

Forecasting and its back-test stand above this package: `forecasting.py`, `backtesting.py`.
"""
