"""The case page of the help desk: an organization's registration, and everything needed to decide it."""
