"""The form of several pages by which an organization is registered: its steps, and where a person stands in them."""
