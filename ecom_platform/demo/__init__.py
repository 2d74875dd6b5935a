"""A generated company: files as irregular as real ones, and the known truth about them.

The faults of the fire drill are in `ecom_platform.fault_injection`.
"""
