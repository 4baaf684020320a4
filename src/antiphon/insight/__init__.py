"""What it means: code frames, machine suggestions, human readings, themes with stance apart from topic, reports,
small-number safety.
"""
