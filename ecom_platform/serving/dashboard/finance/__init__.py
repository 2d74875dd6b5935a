"""The page of finance: one module per card, each with its figure and its sentence.

Its queries belong in `serving/queries/finance`.
"""
