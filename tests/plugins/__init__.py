"""Plugins of pytest that are the project's own."""
