"""Delivered files: which there are, whether they are whole, and which feed each belongs to.

The format of a file is detected, its header is recognised, and its records are queried as text.
Typing those records is done in `ingestion/records`.
"""
