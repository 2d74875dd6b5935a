"""The assets and checks of Dagster: every table, what it depends on, and how it is built.

A function here fetches, calls the library, stores and reports. Data work belongs in
`ecom_platform`, SQL in `dbt_models`, cron entries in `schedules`, reactions to events in `sensors`.
A second engine for the dbt project belongs beside `assets/dbt`, in `assets/dbt_spark`.
"""
