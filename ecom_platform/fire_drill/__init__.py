"""The fire drill: plant faults into copies of landing files, run nights, and score the checks.

The faults themselves belong in `ecom_platform.fault_injection`.
"""
