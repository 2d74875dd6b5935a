"""The commands of `ecom` about backups, a module for each, which has its name.

Commands about the steps of a run belong in `cli/commands`.
"""
