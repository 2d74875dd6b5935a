"""How readers reach the published version; nothing here opens the warehouse.

`queries/` asks and `dashboard/` shows. A REST API belongs in `serving/api`, on the same queries.
Files for other systems belong in `ecom_platform/exports`.
"""
