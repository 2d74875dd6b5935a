"""What a headline metric is: over order lines, and over the rows of any published table.

The metrics of a subject belong in its folder; `queries/explain` finds and explains them.
"""
