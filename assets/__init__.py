"""Everything that exists and what it depends on, as thin Dagster definitions.

A function here fetches, calls the library, stores and reports. Data work belongs in
`ecom_platform`, SQL in `dbt_models`, timetables in `schedules`, watching in `sensors`.
"""
