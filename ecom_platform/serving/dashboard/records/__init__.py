"""The pages of rows and of one delivered record.

Their queries belong in `serving/queries/records` and `serving/queries/rows`.
"""
