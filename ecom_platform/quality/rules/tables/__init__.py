"""Rules of marts and analytic tables; each module has its `RULES`.

Rules of raw tables belong in `quality/rules/feeds`.
"""
