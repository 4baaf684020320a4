"""Reads of cascades: lists and single ones, hops, the leads' links, words with their own places filled, reach, replies."""
