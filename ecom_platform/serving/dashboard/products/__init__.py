"""The page of products: its tiles, cards and figures.

Its queries are in `serving/queries/products`.
"""
