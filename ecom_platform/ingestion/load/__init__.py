"""Loading into the raw schema: each file whole or not at all, deduplicated, and reported.

Reading a file belongs in `ingestion/files` and `ingestion/records`.
"""
