"""What the launcher says when it cannot start."""


class CannotStart(Exception):
    """A server did not start; the text is one sentence for the person who started it."""


class FolderInUse(CannotStart):
    """Another launcher already uses this data folder."""
