"""What the whole system says: one narrative, made of clauses, that every partner signs word for word.

A *clause* is a piece of the narrative that is signed by itself: why change, what changes, what improves by when, what this
will not do, a paragraph about a place, an I-statement, a made-up person. A *position* is what a partner's named person says
to the exact words of a clause: signed, signed on a condition, or a change is asked for. An *edition* is what all have signed.
"""
