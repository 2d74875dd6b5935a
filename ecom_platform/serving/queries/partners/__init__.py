"""Queries on partners: ranking, groups, one partner, and their headline metrics.

Scores are computed in dbt.
"""
