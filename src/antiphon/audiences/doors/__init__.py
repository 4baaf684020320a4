"""Ways in for lists and networks: plain Python that hands back rows."""
