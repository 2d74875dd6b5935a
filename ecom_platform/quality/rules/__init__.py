"""Rules: what must hold of a table. To add one, declare it in a module of `feeds/` or `tables/`.

How rules are evaluated belongs in `quality/evaluation`.
"""
