"""What an announcement looks like on paper, made from one version and nothing else."""
