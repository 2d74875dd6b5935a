"""Queries on products: portfolio, stock, price parity and their headline metrics.

How scores are computed belongs in dbt.
"""
