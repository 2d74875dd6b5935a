"""A marketplace of many small sellers, made for the demo: its orders, sellers and products.

A seller's own reports of what it sells on a marketplace belong in `demo/marketplace`.
"""
