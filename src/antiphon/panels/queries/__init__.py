"""What can be read of panels. No name leaves here but for those who run the panel; small numbers point at nobody."""
