"""The warehouse: its connection, its lock, its layer names and its inspection.

Readers open a published version instead: `serving/version_reader.py`.
"""
