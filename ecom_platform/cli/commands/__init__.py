"""The commands of `ecom`, a module for each, which has its name.

Commands about alerts and incidents belong in `cli/alert_commands`.
"""
