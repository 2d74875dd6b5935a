"""Finding the few values that explain the gap of a strange day.

What is told of them is put together in `attribution.py` above this package.
"""
