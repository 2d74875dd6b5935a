"""The page of customers: its tiles, cards and figures.

Its queries are in `serving/queries/customers`.
"""
