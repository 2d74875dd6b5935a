"""Immutable versions of the tables that readers see: build, verify, switch, prune, roll back.

`quality/gate` decides which tables may be published; `serving` opens versions for readers.
"""
