"""Tell whether a row is the same enterprise as a known one."""

from zhisheng.methods.linkage.blocking import find_matches, tabulate_candidates
from zhisheng.methods.linkage.candidates import (
    Candidate,
    Comparison,
    LinkageColumnsError,
    Match,
    Verdict,
)
from zhisheng.methods.linkage.comparing import compare
from zhisheng.methods.linkage.earlier import EarlierCandidates
from zhisheng.methods.linkage.keys import blocking_keys
from zhisheng.methods.linkage.nameless import Nameless, tell_nameless
from zhisheng.methods.linkage.names import NameParts, name_key, normalise_name
from zhisheng.methods.linkage.near import NearNames, bare_key

__all__ = [
    "Candidate",
    "Comparison",
    "EarlierCandidates",
    "LinkageColumnsError",
    "Match",
    "NameParts",
    "Nameless",
    "NearNames",
    "Verdict",
    "bare_key",
    "blocking_keys",
    "compare",
    "find_matches",
    "name_key",
    "normalise_name",
    "tabulate_candidates",
    "tell_nameless",
]
