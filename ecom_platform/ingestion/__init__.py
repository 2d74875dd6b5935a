"""Files in, raw tables out: text is read as text, typed once, and every record is accounted for.

`feeds/` declares what is delivered, `files/` looks at files, `records/` reads them, `load/` stores
them. File mappings and source connections belong here too, each in a folder of its own. What is
derived from raw tables belongs in dbt.
"""
