"""Delivered files: which there are, whether they are whole, and which feed each belongs to.

A file is inspected once, its header is recognised, and its records are queried as text. Typing
those records belongs in `ingestion/records`.
"""
