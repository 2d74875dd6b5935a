"""The gate: the verdict per table, overrides of held tables, and the lineage that both follow.

How a check is evaluated belongs in `quality/evaluation`.
"""
