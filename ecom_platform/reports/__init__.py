"""Reports: what the published numbers say, in sentences, pictures and tables, for one audience.

They ask the questions of `ecom_platform.serving` and send through the channels of
`ecom_platform.alerts`. No metric is worked out here, and no clock is read before sending.
"""
