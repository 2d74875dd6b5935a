"""The page of data quality: its verdict, tiles, cards and figure.

Its queries belong in `serving/queries/quality`.
"""
