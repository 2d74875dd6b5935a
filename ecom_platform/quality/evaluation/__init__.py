"""Evaluation of rules: the days selected, the measurement, and the check result of each rule.

Rules are declared in `quality/rules`; `quality/gate` decides what follows from their results.
"""
