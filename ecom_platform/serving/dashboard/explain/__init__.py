"""The page that explains one number, and its cards.

Its queries belong in `serving/queries/metrics`.
"""
