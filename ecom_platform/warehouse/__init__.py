"""The warehouse: its connection, its layer words and whole-or-nothing writes."""
