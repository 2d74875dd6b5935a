"""Faults of deliveries, ready to be planted into copies of files, and the record of the last drill.

Nights with planted faults are run in `ecom_platform.fire_drill`.
"""
