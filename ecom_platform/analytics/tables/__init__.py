"""The tables of the layer `analytics`: read from the marts, judged by statistics, written back.

One module per step. The statistics themselves are the modules beside this package.
"""
