"""A second pair of eyes: who signed which exact words. Nobody signs their own."""
