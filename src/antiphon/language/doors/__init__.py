"""How words come in from elsewhere."""
