"""A generated company: the files, the irregularities and the known truth of a real one.

Faults for the fire drill belong in `ecom_platform.fault_injection`.
"""
