"""People outside our staff whom we keep in step: councillors, lay members of boards, champions.

A *stakeholder* is known here by a token; name and address are kept in `people`. We keep what a councillor is *trying to do*
(decide, scrutinise, answer a ward query, stand for a group), and never a party. A *champion* passes messages on, by a way and
at a pace that they choose, and leaves in one step.
"""
