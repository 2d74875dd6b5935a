"""Sources of rows, their columns and filters on them, for tables on pages and for files.

Rows are read page by page in `queries/row_pages.py`, which knows the metrics.
"""
