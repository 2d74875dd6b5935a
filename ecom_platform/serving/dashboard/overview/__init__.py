"""The overview: its page, cards and figures.

Its queries belong in `serving/queries/overview`.
"""
