"""Screens of case studies and stories."""
