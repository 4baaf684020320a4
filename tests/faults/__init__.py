"""What breaks, on purpose: killed workers, a database that restarts, full disks, forms sent again, strange input."""
