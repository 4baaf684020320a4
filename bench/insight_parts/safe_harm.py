def run(data, small):
    yield {"measure": "x"}
