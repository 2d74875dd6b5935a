"""The e-commerce analytics library: files in, audited tables out. It knows no orchestrator.

Dagster belongs in `assets`, `jobs`, `schedules` and `sensors`; SQL models belong in `dbt_models`.
"""
