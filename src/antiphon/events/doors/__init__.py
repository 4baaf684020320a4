"""Files that come in: who came, as meeting tools write it."""
