"""A generated company: files as irregular as real ones, and the known truth about them.

Faults for the fire drill belong in `ecom_platform.fault_injection`.
"""
