"""Models of repeat purchases and spend: likelihoods, fits, expectations and simulation.

Which model is published for a feed belongs in `analytics/customer_value`.
"""
