"""The dbt project as Dagster assets: one per model, one check per test, split by layer.

What joins dbt and Dagster belongs here; a model, its tests and its owner belong in `dbt_models`.
A second engine beside DuckDB gets a folder of its own beside this one.
"""
