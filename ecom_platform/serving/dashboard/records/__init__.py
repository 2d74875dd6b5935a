"""The pages of rows and of one delivered record.

Their queries are in `serving/queries/records` and `serving/queries/rows`.
"""
