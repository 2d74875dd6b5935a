"""The page of data quality: its tiles, cards and figures.

Its queries belong in `serving/queries/quality`.
"""
