"""Pages of user groups."""
