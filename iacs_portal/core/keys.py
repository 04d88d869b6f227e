"""Keys of rows as addresses and forms carry them."""

LARGEST = 2**63 - 1
_DIGITS = 18  # whatever has no more of them is smaller than the largest key


def read_key(text: str) -> int | None:
    """The key that `text` is; None for anything that no page wrote."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
