"""Loading into the raw schema: each file completely or not at all, deduplicated, and reported.

Files are read in `ingestion/files` and `ingestion/records`.
"""
