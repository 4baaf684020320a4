"""Themes proposed from the words alone, for a question that nobody has codes for yet. Plain Python with NumPy and SciPy.

A proposal is a draft: more groups than there are themes, every comment kept, small groups kept, and a figure for how steady
each group is. People name, split, merge and discard; nothing here decides. `drafting` is the way in.
"""

from antiphon.insight.proposing.drafting import Draft, Group, draft, split

__all__ = ["Draft", "Group", "draft", "split"]
