"""The gate: the verdict per table, overrides of held tables, and the lineage that both follow.

Checks are evaluated in `quality/evaluation`.
"""
