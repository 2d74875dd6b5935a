"""The page of anomalies: its cards and figures.

Its queries belong in `serving/queries/anomalies`, how days are checked in
`analytics/anomaly_detection`.
"""
