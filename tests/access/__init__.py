"""Who may open what: every address, every sort of person."""
