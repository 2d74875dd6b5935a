"""How readers reach the published version; nothing here ever opens the warehouse."""
