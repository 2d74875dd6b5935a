"""Queries on partners: ranking, groups, levers, one partner, and their headline metrics.

Scores are computed in dbt.
"""
