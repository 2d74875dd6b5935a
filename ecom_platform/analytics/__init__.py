"""Statistics on the marts: arrays or a frame in, a frozen dataclass out.

`tables/` reads marts and writes the analytic tables; every other folder is pure. When the tables
are built belongs in `ecom_platform.pipeline`.
"""
