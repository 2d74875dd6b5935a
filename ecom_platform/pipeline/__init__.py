"""The steps of a night without an orchestrator: dbt as a process, analytic tables, the whole run.

Dagster assets and jobs belong in `assets` and `jobs`.
"""
