"""The tables of the layer `analytics`: read from the marts, computed, written back.

Statistics belong in the other folders of `ecom_platform.analytics`.
"""
