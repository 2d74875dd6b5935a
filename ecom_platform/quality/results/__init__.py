"""Check results: the value, the history in the operational store, and the results dbt leaves.

What a result means for readers belongs in `quality/gate`.
"""
