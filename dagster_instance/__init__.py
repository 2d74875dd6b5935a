"""The Dagster instance: its folder, its event log and the progress that a run prints.

Jobs belong in `jobs`, schedules in `schedules`.
"""
