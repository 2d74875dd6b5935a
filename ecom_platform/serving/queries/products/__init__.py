"""Queries on products: portfolio, stock, price parity and their headline metrics.

Scores are computed in dbt.
"""
