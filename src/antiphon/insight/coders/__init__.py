"""Coders: what suggests codes and a stance for a comment.

A coder is plain Python with NumPy and SciPy. It knows nothing of Django, of stored records or of people:
text goes in, suggestions come out, and a person decides. `base` holds the contract every coder keeps;
`quick` is the coder that is always there; `training` makes its weights.
"""
