"""Queries on the state of the data: tables, feeds, check history and incidents.

The gate belongs in `quality/gate`.
"""
