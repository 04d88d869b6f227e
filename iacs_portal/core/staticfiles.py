"""USWDS from node_modules, only what the pages use."""

from django.contrib.staticfiles.finders import BaseFinder


class UswdsFinder(BaseFinder):
    """Finds the files of @uswds/uswds that pages name, under `uswds/`."""

    def find(self, path, find_all=False, all=False):
        return []

    def list(self, ignore_patterns):
        return []
