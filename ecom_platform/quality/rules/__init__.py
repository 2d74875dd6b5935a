"""Rules: what must hold of a table. To add one, declare it in a module of `feeds/` or `tables/`.

Rules are evaluated in `quality/evaluation`.
"""
