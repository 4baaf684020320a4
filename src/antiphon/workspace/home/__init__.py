"""The first page of the workspace: what waits for the person today, and the help page."""
