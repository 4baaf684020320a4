"""What is taken out: results, answers row by row, cross-tabulations, and the evidence of an engagement, as files.

An *export* is a file that somebody asked for: made whole or not at all, sealed, with its rows counted and a checksum on its
receipt, for some days. A *writer* turns rows into one kind of file in constant memory.
"""
