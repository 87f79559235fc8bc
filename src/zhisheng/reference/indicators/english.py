"""English of what the dictionary and the example forms say, for English pages.

The translations are our own, not official ones; the Chinese text alone counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from zhisheng.reference.indicators.dictionary import PACKAGE, list_indicators
from zhisheng.reference.loader import build_records, read_yaml


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that stands in the dictionary, in a form or in a bulletin."""

    chinese: str
    english: str


def find_english(text: str) -> str:
    """Return the English of a Chinese text, empty where none is written down.

    Texts are found by their wording, not by a code: a released bulletin keeps the
    definition of its day, and a translation must never stand for another wording.
    """
    return _index_phrases().get(text, "")


@cache
def _index_phrases() -> Mapping[str, str]:
    phrases = build_records(Phrase, read_yaml(PACKAGE, "english.yaml"))
    definitions = {one.definition: one.english_definition for one in list_indicators()}
    return definitions | {phrase.chinese: phrase.english for phrase in phrases}
