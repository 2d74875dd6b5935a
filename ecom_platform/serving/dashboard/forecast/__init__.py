"""The page of forecasts: its cards and figures.

Its queries belong in `serving/queries/forecast`, the models in `analytics/forecasting`.
"""
