"""Immutable versions of the tables that readers see: build, verify, switch, prune, roll back.

Which tables may be published belongs in `quality/gate`; how readers open a version, in `serving`.
"""
