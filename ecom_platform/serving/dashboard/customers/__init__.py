"""The page of customers: its tiles, cards and figures.

Its queries belong in `serving/queries/customers`.
"""
