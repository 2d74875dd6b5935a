"""The Dagster instance: its folder, its event log and the console log of a run.

Jobs belong in `jobs`, schedules in `schedules`.
"""
