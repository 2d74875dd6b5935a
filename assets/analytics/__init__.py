"""The analytic tables as assets. Statistics are in `ecom_platform.analytics`."""
