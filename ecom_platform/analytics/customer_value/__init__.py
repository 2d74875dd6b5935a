"""What customers and cohorts are worth, and when cohorts have paid back their acquisition cost.

The purchase models belong in `analytics/purchase_models`.
"""
