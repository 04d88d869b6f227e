"""The forms by which people start and join user groups."""
