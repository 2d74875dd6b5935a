"""Statistics on the marts: arrays or a frame in, a frozen dataclass out.

`tables/` reads marts and writes the analytic tables; every other folder is pure. The pipeline
(`ecom_platform.pipeline`) decides when the tables are built.
"""
