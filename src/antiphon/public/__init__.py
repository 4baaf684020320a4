"""The public face: every page that a person without an account can see."""
