"""The feeds: to add one, add a module with its `FEED` to `contract/` or `exports/`.

How files are read belongs in `ingestion/files` and `ingestion/records`.
"""
