"""Queries on partners: ranking, groups, levers, one partner, and their headline metrics.

How scores are computed belongs in dbt.
"""
