"""The pages about an organization and its user groups: who is in them, since when, by whose decision."""
