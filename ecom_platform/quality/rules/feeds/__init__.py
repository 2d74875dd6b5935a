"""Rules of raw tables, one module per feed or group of feeds; each module has its `RULES`.

Rules of marts and analytic tables belong in `quality/rules/tables`.
"""
