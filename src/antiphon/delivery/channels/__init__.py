"""Ways to reach a person. Each is plain Python: it is handed a message and says what the other side replied."""
