"""What can be done: writing, measuring, asking and signing, publishing. Each in its own module."""
