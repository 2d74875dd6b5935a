"""What figures of several subjects share: the visual language and general chart types.

A figure of one subject is in the folder of that subject.
"""
