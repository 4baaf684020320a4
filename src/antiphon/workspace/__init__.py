"""The staff face: a worklist and a task-shaped screen for each step."""
