"""Load delivered files into raw tables: cells are typed once, and every record is accounted for.

`feeds/` declares what is delivered, `files/` detects formats and opens files, `records/` reads
their records, `load/` stores them. File mappings and source connections would be folders here too.
Whatever is derived from raw tables is in dbt.
"""
