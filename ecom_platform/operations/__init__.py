"""The operational store: the platform's records of its own work, on SQLite or PostgreSQL.

Data of shops belongs in the warehouse.
"""
