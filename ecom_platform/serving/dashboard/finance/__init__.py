"""The page of finance and its figures.

Its queries belong in `serving/queries/finance`.
"""
