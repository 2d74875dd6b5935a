"""The fire drill: plant faults into copies of the landing files and see who notices, and when."""
