"""What `bench/insight.py` measures, one file for each stream: `run(data, small)` yields one dict for each measurement."""
