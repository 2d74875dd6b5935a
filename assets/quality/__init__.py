"""Rules as asset checks, and the verdict of the gate as an asset.

What a rule says belongs in `ecom_platform.quality`.
"""
