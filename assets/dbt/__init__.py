"""The dbt project as Dagster assets: one per model, one check per test, split by layer.

Put here what joins dbt and Dagster. A model, its tests and its owner live in `dbt_models`.
"""
