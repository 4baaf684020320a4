"""Who spoke: names, addresses and wishes of people who told us something. Its words: *person* (one contributor
of one response), *token* (all that other rooms ever see), *address key* (stands for an address without
telling it).
"""
