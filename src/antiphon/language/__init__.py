"""The common language: the words we use and those we avoid, what acronyms mean, the checker, and testing words on people.

`checking/` is the engine: plain Python, no Django. `live.py` is where rooms above say what is live, so that a change of a
term can name every item that still uses the old word. Nothing here changes anybody's words.
"""
