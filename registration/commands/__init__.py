"""The only writers of registration's tables."""
