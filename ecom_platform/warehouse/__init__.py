"""The warehouse: its connection, its lock, its layer names and its inspection.

What readers open is a published version, which belongs in `serving/version_reader.py`.
"""
