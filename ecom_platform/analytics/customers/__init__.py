"""Forecasts of customers and cohorts, and the contests in which they earn publication.

Their value is put together in `lifetime_value.py` and `cohort_value.py` above this package.
"""
