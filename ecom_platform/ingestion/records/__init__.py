"""Records of a recognised file: sections, cells, types, and the way back from a line to its record.

Storing them belongs in `ingestion/load`.
"""
