"""The page of forecasts and its figures.

Its queries belong in `serving/queries/forecast`.
"""
