"""Checks of tables, their results, and the gate that decides which tables readers get.

Who is notified of a failure belongs in `ecom_platform.alerts`; faults for the fire drill, in
`ecom_platform.fault_injection`.
"""
