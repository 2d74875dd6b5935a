"""What pages are built of: tiles, cards of figures, tables and sentences."""
