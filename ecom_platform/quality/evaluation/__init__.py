"""Evaluation of rules: the days selected, the measurement, and the check result of each rule.

What a rule says belongs in `quality/rules`; what follows from a result, in `quality/gate`.
"""
