"""Queries of the overview page.

What a subject page asks too belongs in the folder of that subject.
"""
