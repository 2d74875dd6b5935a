"""The alerts file: its keys, what is wrong in it, and which incidents a route matches.

What follows from a key belongs in `alerts/policy`; the keys of a kind of channel, in
`alerts/channels`.
"""
