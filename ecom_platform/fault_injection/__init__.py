"""Faults of deliveries, ready to be planted into copies of files, and the record of the last drill.

Running nights with planted faults belongs in `ecom_platform.fire_drill`.
"""
