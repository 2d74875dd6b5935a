"""The commands about incidents, silences, and the delivery of alerts.

All other commands belong in `cli/commands`.
"""
