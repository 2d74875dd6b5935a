"""The page of products: its tiles, cards and figures.

Its queries belong in `serving/queries/products`.
"""
