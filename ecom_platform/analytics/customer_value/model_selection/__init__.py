"""Holdouts, forecast scores and contests: which model earns publication.

The forecasts themselves belong one folder up.
"""
