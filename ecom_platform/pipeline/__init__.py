"""The steps of a nightly run without an orchestrator: dbt as a process, and analytic tables.

Dagster assets and jobs belong in `assets` and `jobs`.
"""
