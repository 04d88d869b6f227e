"""User groups and their people."""
