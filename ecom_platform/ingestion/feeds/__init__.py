"""The feeds: to add one, add a module with its `FEED` to `contract/` or `exports/`.

Files are read in `ingestion/files` and `ingestion/records`.
"""
