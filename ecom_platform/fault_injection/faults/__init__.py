"""Every fault, declared once, in modules by what it damages; each module has its `FAULTS`.

How a fault changes rows and cells belongs in `fault_injection/planting.py`.
"""
