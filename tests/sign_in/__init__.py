"""Signing in: passwords, second factors, an organisation's own sign-in, modes."""
