"""Sources of rows, their columns and filters on them, for tables on pages and for files.

Reading rows page by page belongs in `queries/row_pages.py`, which knows the metrics.
"""
