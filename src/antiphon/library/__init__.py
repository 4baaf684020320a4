"""What partners have learned before: insights with their method, place, group, date and strength, found before anyone asks again.

An *insight* is something that one organisation learned from people, by any means, at any time. Whoever may see it may
*cite* it. Its words are facts about what was learned, never a person's own words.
"""
