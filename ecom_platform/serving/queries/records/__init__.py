"""Queries that find the file and record an order line was read from.

Reading the file belongs in `ingestion/records`.
"""
