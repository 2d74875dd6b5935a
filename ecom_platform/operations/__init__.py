"""The operational store: what the platform remembers of its own work, on SQLite or PostgreSQL.

Data of shops belongs in the warehouse.
"""
