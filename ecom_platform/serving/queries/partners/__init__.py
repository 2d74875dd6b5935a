"""Queries on partners: ranking, groups, levers, one partner, and their headline metrics.

Health scores and benchmarks are computed in dbt (`dbt_models/models/marts`).
"""
