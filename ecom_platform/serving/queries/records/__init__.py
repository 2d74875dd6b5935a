"""Queries that find the file and record an order line was read from.

The file itself is read in `ingestion/records`.
"""
