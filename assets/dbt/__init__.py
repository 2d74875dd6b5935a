"""The dbt project on DuckDB as Dagster assets: one per model, one check per test, split by layer.

This folder connects dbt and Dagster. Models, their tests and owners are in `dbt_models`. A second
engine would be next to this folder, in `assets/dbt_spark`.
"""
