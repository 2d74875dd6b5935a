"""What figures of several subjects share: the visual language and general chart forms.

A figure of one subject belongs in the folder of that subject.
"""
