"""The ways in for many voices at once. Each door reads one kind of file and hands back plain rows."""
