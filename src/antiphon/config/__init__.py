"""Settings, addresses, middleware, the roles of processes: the one room that sees all."""
