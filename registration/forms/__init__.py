"""Forms of the registration wizard. They check single answers; commands check what holds between them."""
