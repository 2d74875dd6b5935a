"""Which rows count: of several statements about one line, order, day or file only the latest.

Storing the rows belongs in `load/raw_rows.py`, and counting them in `load/row_accounts.py`.
"""
