"""The warehouse: its connection, its run lock, its layer names and questions about its tables.

Only runs use it. Readers open a published version instead: `serving/version_reader.py`.
"""
