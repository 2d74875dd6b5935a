"""Rules as asset checks, and the verdict of the gate as an asset.

Rules and the gate belong in `ecom_platform.quality`.
"""
