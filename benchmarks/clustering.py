"""40,000 problem texts grouped: less than 60 s, and how far the groups agree.

The texts are the labelled ones, each varied as people write: where, when, how many, a
character dropped. Nobody wrote them.
"""

import resource
import time

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from zhisheng.methods.clustering import LEFT_OUT, group_texts
from zhisheng.methods.tests.agreement import Agreement, measure, split
from zhisheng.reference.problem_texts import LabelledText, load_labelled_texts

COUNT = 40_000
# The agreement by mutual information is asked of so many: it grows with the square.
ASKED = 4_000
LIMIT_SECONDS = 60
BEFORE = ("本周", "上个月", "昨天夜班", "3号线", "二车间", "给老客户的", "第{}批", "新开的模具，",
          "{}号机台", "出口订单")  # fmt: skip
AFTER = ("，共{}件", "，返工了", "，客户很不满意", "，已经第{}次了", "，损失{}元", "，还没找到原因",
         "，班长报的", "")  # fmt: skip


def main() -> int:
    shown = load_labelled_texts()
    chosen, unseen = split(shown)
    for name, texts in (("all", shown), ("chosen on", chosen), ("unseen", unseen)):
        print(f"labelled, {name}: {describe(measure(texts))}")
    texts = make_texts(shown, COUNT)
    started = time.perf_counter()
    found = group_texts([one.text for one in texts])
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    theirs = [one.group for one in texts[:ASKED]]
    ours = [
        f"alone{place}" if label == LEFT_OUT else str(label)
        for place, label in enumerate(found.labels[:ASKED])
    ]
    print(
        f"{COUNT:,} texts: {seconds:.1f} s (limit {LIMIT_SECONDS} s), peak {peak} MB, "
        f"{len(found.groups)} groups, left out {found.share_left_out:.1%}, adjusted "
        f"mutual information {adjusted_mutual_info_score(theirs, ours):.2f}"
    )
    return int(seconds >= LIMIT_SECONDS)


def describe(one: Agreement) -> str:
    return (
        f"adjusted Rand {one.adjusted_rand:.2f}, adjusted mutual information "
        f"{one.adjusted_information:.2f}, left out {one.share_left_out:.1%}, "
        f"{one.groups} groups"
    )


def make_texts(shown: tuple[LabelledText, ...], count: int) -> list[LabelledText]:
    rng = np.random.default_rng(20260301)
    picked = rng.integers(len(shown), size=count)
    return [
        # Copies of a text that is alone are alike: its place is their group.
        LabelledText(
            shown[place].group or f"alone{place}", vary(shown[place].text, rng)
        )
        for place in picked
    ]


def vary(text: str, rng: np.random.Generator) -> str:
    before = BEFORE[rng.integers(len(BEFORE))] if rng.random() < 0.6 else ""
    after = AFTER[rng.integers(len(AFTER))] if rng.random() < 0.6 else ""
    if rng.random() < 0.3:
        gone = int(rng.integers(len(text)))
        text = text[:gone] + text[gone + 1 :]
    return (before + text + after).replace("{}", str(rng.integers(1, 500)))


if __name__ == "__main__":
    raise SystemExit(main())
