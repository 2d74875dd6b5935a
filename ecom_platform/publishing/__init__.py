"""Immutable versions of the tables that readers see: build, verify, switch, prune, roll back.

Which tables may be published is decided in `quality/gate`.
"""
