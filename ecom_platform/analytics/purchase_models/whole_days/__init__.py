"""The purchase models for feeds that state days instead of moments.

The models in continuous time belong one folder up.
"""
