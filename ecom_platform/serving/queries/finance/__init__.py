"""Queries on money: the revenue ladder, leakage, trend, margin, risk and grade.

The headline metrics over order lines belong in `serving/queries/metrics`.
"""
