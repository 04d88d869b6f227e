"""The page components of templates/ui/ as template tags with explicit arguments."""

from django import template

register = template.Library()
