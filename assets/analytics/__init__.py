"""The analytic tables as assets. The statistics belong in `ecom_platform.analytics`."""
