"""The warehouse: its connection, its run lock, its layer names and questions about its tables.

Readers open a published version instead, with `serving/version_reader.py`.
"""
