"""Cascades: one announcement handed on from organisation to organisation, acknowledged, and sent once to each person.

A *cascade* hands one approved version of a pack on. A *hop* is one organisation or network on its way, with its *lead* and
their deputy. A *route* says who hands on to whom; a second path to the same hop only adds where it came from. What leads
say they reached (posters, screens) is *declared*, and stays apart from what was counted.
"""
