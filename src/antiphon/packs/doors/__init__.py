"""Where files come in: each is looked at and made safe before it is kept."""
