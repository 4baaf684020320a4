"""Ways in for members: plain Python that hands back rows."""
