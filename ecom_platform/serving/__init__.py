"""How readers reach the published version; nothing here opens the warehouse.

`queries/` reads the numbers and `dashboard/` shows them. A future REST API would be in
`serving/api`, on the same queries. Files for other systems are made in `ecom_platform/exports`.
"""
