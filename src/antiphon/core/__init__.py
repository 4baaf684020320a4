"""The ground floor: the record base, the trail, status steps, sealing, receipt codes, form fields.

It knows no noun of the domain. Its words: *record* (a row with the time it was made), *actor* (who did
something: a person with an account, a machine, or a visitor), *trail* (the log of who did what, for
investigation only), *step* (a move from one status to the next), *sealed* (kept encrypted).
"""
