"""The overview, the first page of the dashboard: its page, cards and figures.

Its queries belong in `serving/queries/overview`.
"""
