"""How readers reach the published version; nothing here opens the warehouse.

`queries/` asks, `dashboard/` shows. A REST API belongs in `serving/api`, on the same queries.
"""
