"""What people told us: responses and the voices in them, doors in, making safe, sealed and clean words,
receipts.
"""
