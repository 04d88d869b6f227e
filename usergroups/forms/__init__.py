"""Forms of user groups."""
