"""Immutable versions of the tables readers see: make, verify, flip, prune, roll back."""
