"""Who we are: organisations and how they follow one another, areas, people with accounts, roles, access. Its
words: *organisation* (a body, with start and end), *succession* (one body follows another), *way* (how an
organisation stands to a shared thing: owner, contributes, reads), *role* (what a person may do, in an
organisation).
"""
