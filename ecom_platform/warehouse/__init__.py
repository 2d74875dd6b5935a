"""The warehouse: its connection, its run lock, its layer names and questions about its tables.

What readers open is a published version, which belongs in `serving/version_reader.py`.
"""
