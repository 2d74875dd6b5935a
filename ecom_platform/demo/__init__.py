"""The demo company: an invented seller with files in the real feeds' formats and a known truth.

Nothing here reads the landing folder or the warehouse; what ingestion makes of the files is tested
against the truth written beside them.
"""
