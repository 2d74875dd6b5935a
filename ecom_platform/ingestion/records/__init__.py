"""Records of a recognised file: sections, cells, types, and the way back from a line to its record.

They are stored in `ingestion/load`.
"""
