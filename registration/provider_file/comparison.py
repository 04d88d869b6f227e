"""Comparing what was typed with what the provider file says. The file is in capitals and without accents: neither counts."""

import re
import unicodedata

_DIACRITICS = re.compile(
    "[\u0300-\u036f]"
)  # of Latin, Greek and Cyrillic letters; vowel signs of other scripts are letters
_NOT_IN_A_WORD = re.compile(r"['’ʼ.`´]")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")  # of ASCII text


def _is_of_a_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"  # vowel signs are marks (M), which \\w does not take


def words(text: str) -> str:
    """`text` in small letters, without accents and marks, its words one blank apart: "St. Luke's-Café" is "st lukes cafe"."""
    text = _NOT_IN_A_WORD.sub("", text.casefold())
    if text.isascii():
        return _BETWEEN_WORDS.sub(" ", text).strip()
    text = unicodedata.normalize("NFKC", _DIACRITICS.sub("", unicodedata.normalize("NFKD", text)))
    return " ".join("".join(char if _is_of_a_word(char) else " " for char in text).split())


def same_text(a: str, b: str) -> bool:
    """Whether two texts are the same but for case, accents, punctuation and blanks: "12 Main St., #4" and "12 MAIN ST #4"."""
    return a == b or words(a).replace(" ", "") == words(b).replace(" ", "")
