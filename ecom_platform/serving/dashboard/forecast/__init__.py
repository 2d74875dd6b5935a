"""The page of forecasts: its cards and figures.

Its queries are in `serving/queries/forecast`, the models are in `analytics/forecasting`.
"""
