"""The analytic tables as assets. Statistics belong in `ecom_platform.analytics`."""
