"""The page of data quality: its verdict, tiles, cards and figure.

Its queries are in `serving/queries/quality`.
"""
