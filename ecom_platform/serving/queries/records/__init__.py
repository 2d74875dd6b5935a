"""Queries that lead from an order line to the record it was read from.

Reading the file belongs in `ingestion/records`.
"""
