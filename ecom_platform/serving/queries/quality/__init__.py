"""Queries on the state of the data: tables, feeds, check history and incidents.

The gate is in `ecom_platform/quality/gate`.
"""
