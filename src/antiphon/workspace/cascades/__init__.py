"""Screens of cascades: routes, the sender's table of hops, the page of one hop, reach, and what comes back."""
