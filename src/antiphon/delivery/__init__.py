"""Reaching people by any channel, once: the one place where a token becomes an address."""
