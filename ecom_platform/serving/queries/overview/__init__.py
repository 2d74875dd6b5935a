"""Queries that only the overview page asks.

Queries of a subject, such as flagged days, belong in the folder of that subject.
"""
