"""The dbt project on DuckDB as Dagster assets: one per model, one check per test, split by layer.

This folder joins dbt and Dagster. A model, its tests and its owner belong in `dbt_models`; a second
engine belongs beside this folder, in `assets/dbt_spark`.
"""
