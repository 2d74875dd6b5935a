"""Rules as checks, and the gate's verdict as an asset. What a rule says stands in the library."""
