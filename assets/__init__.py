"""The assets and checks of Dagster: every table, what it depends on, and how it is built.

The functions fetch, call the library, store and report. Work on data is in `ecom_platform`, SQL in
`dbt_models`, cron entries in `schedules`, reactions to events in `sensors`. A second engine for the
dbt project would be next to `assets/dbt`, in `assets/dbt_spark`.
"""
