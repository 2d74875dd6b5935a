"""The faults of the fire drill: what goes wrong with deliveries in real life, to be planted."""
