"""Standing panels of citizens, and what we owe the people on them. Walled off: it holds special-category data.

Its words: *panel* (people who said that we may ask them), *member* (one of them, known here by a token), *target* (the
share of a panel that a category should have), *ask* (one thing that so many members are asked to do), *draw* (one
random selection for an ask), *invitation* (one member of a draw), *cap* (how often a member is asked in twelve months),
*errand* (what a person does where an e-mail will not do: ring, post, send a video), *group* (people and staff who work
as equals), *seat* (a place in it), *matter* (something that somebody decides), *payment* (money offered).
"""
