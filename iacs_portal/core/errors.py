"""Refusals: what a command says when it will not do what was asked."""

from collections.abc import Sequence

from django.utils.functional import Promise

Sentence = str | Promise


class Refused(Exception):
    """A command refused. Nothing was written.

    `sentences` are for people: one or more, translated, each complete in itself. `code` is a stable word for tests and
    pages. `field` names the form field that the refusal belongs to, empty when it belongs to none.
    """

    def __init__(self, *sentences: Sentence, code: str = "refused", field: str = "") -> None:
        self.sentences: Sequence[Sentence] = sentences
        self.code = code
        self.field = field
        super().__init__(*sentences)

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.sentences)
