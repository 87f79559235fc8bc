"""Write ``labelled_pairs.csv``: the pairs written by hand and pairs drawn by a seed.

Run ``python -m zhisheng.methods.linkage.tests.make_labelled_pairs``. Each kind of pair
is drawn twice: once from the syllables and counties used while the rules were written
(tune) and once from others (held_out).
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TypeVar

from numpy.random import Generator, default_rng

HERE = Path(__file__).parent
SIDES = ("name", "uscc", "region", "industry", "address")
HEADER = (
    "split",
    "source",
    "kind",
    "label",
    *(f"{side}_{column}" for side in "ab" for column in SIDES),
)
PER_KIND = 10


@dataclass(frozen=True)
class World:
    syllables: str
    counties: tuple[tuple[str, str, str], ...]
    trades: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Firm:
    county: tuple[str, str, str]
    core: str
    trade: tuple[str, str, str]
    form: str
    road: str

    def name(self, **changes: str) -> str:
        parts = {
            "place": self.county[0],
            "core": self.core,
            "trade": self.trade[0],
            "form": self.form,
        }
        return "".join((parts | changes).values())

    def side(self, name: str, *, address: str = "", uscc: str = "") -> list[str]:
        return [name, uscc, self.county[1], self.trade[2], address]


WORLDS = {
    "tune": World(
        "岫川芷汀榆砚昀禾朔棠霁渊砺泊苡桐澜舟屿岚",
        (
            ("安平县", "131125", "河北"),
            ("吴兴区", "330502", "浙江"),
            ("浑源县", "140225", "山西"),
        ),
        (
            ("丝网", "筛网", "3340"),
            ("童装", "服饰", "1819"),
            ("黄芪", "药材", "2730"),
        ),
    ),
    "held_out": World(
        "翮宇杞塬蓼溪曜驰翠峦汀鹭沅珩缙云郢霖晗峪",
        (
            ("南安市", "350583", "福建"),
            ("丰县", "320321", "江苏"),
            ("清徐县", "140121", "山西"),
        ),
        (
            ("卫浴", "洁具", "3383"),
            ("电动车", "车业", "3660"),
            ("陈醋", "醋业", "1462"),
        ),
    ),
}
FORMS = ("有限公司", "厂", "经营部", "股份有限公司")
HOMOPHONES = {
    "川": "穿", "芷": "止", "汀": "厅", "榆": "鱼", "砚": "雁", "昀": "云",
    "禾": "合", "朔": "硕", "棠": "堂", "霁": "季", "渊": "鸳", "砺": "丽",
    "泊": "伯", "苡": "以", "桐": "童", "澜": "蓝", "舟": "洲", "屿": "雨",
    "岚": "兰", "岫": "秀", "翮": "合", "宇": "雨", "杞": "启", "塬": "源",
    "蓼": "了", "溪": "西", "曜": "耀", "驰": "池", "翠": "粹", "峦": "銮",
    "鹭": "路", "沅": "元", "珩": "恒", "缙": "晋", "云": "匀", "郢": "影",
    "霖": "林", "晗": "含", "峪": "玉",
}  # fmt: skip
TRADITIONAL = str.maketrans("网装药车业县兴浑厂发卫", "網裝藥車業縣興渾廠發衛")
Pair = tuple[str, list[str], list[str]]
Item = TypeVar("Item")


def pick(rng: Generator, items: Sequence[Item]) -> Item:
    return items[int(rng.integers(len(items)))]


def sample(rng: Generator, items: Sequence[Item], size: int) -> list[Item]:
    return [items[int(place)] for place in rng.permutation(len(items))[:size]]


def draw_firm(rng: Generator, world: World, *, length: int = 2) -> Firm:
    core = "".join(sample(rng, world.syllables, length))
    road = f"{''.join(sample(rng, world.syllables, 2))}路{rng.integers(1, 301)}号"
    return Firm(
        pick(rng, world.counties), core, pick(rng, world.trades),
        pick(rng, FORMS), road,
    )  # fmt: skip


def widen(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


def space(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    spaced = pick(rng, [" ", "　", "\u200b", "\u202e", "·"]).join(firm.name())
    return "same", firm.side(firm.name()), firm.side(spaced)


def write_traditional(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    return "same", firm.side(firm.name()), firm.side(firm.name().translate(TRADITIONAL))


def swap_region_words(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    place, _, province = firm.county
    other = pick(rng, [
        firm.name(place=province) + f"（{place}）",
        firm.name(place=""),
        firm.name(place=province + place),
        firm.name(place="", core=f"{firm.core}（{place}）"),
    ])  # fmt: skip
    return "same", firm.side(firm.name()), firm.side(other)


def drop_legal_form(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    return "same", firm.side(firm.name()), firm.side(firm.name(form=""))


def abbreviate(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    return "same", firm.side(firm.name()), firm.side(firm.name(place="", form=""))


def mistype_long_core(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world, length=4)
    place = int(rng.integers(4))
    wrong = HOMOPHONES[firm.core[place]]
    core = firm.core[:place] + wrong + firm.core[place + 1 :]
    return "same", firm.side(firm.name()), firm.side(firm.name(core=core))


def mistype_short_core_same_address(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    core = firm.core[0] + HOMOPHONES[firm.core[1]]
    address = firm.county[0] + firm.road
    return (
        "same",
        firm.side(firm.name(), address=address),
        firm.side(firm.name(core=core), address=firm.road),
    )


def mistype_short_core(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    core = firm.core[0] + HOMOPHONES[firm.core[1]]
    return "same", firm.side(firm.name()), firm.side(firm.name(core=core))


def sound_alike(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    core = "".join(HOMOPHONES[character] for character in firm.core)
    other = draw_firm(rng, world).road
    return (
        "different",
        firm.side(firm.name(), address=firm.road),
        firm.side(firm.name(core=core), address=other),
    )


def change_one_character(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    core = firm.core[0] + pick(rng, [c for c in world.syllables if c not in firm.core])
    return "different", firm.side(firm.name()), firm.side(firm.name(core=core))


def open_branch(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    parent = firm.name(form="有限公司")
    end = pick(rng, ["分公司", "第一分公司", "分厂", "门市部", "营业部"])
    return "different", firm.side(parent), firm.side(parent + end)


def number_works(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    one, two = pick(rng, [("一", "二"), ("二", "三"), ("1", "2")])
    if rng.random() < 0.5:
        names = (firm.name(form=f"{one}厂"), firm.name(form=f"{two}厂"))
    else:
        names = (
            firm.name(trade=f"第{n}{firm.trade[0]}", form="厂") for n in (one, two)
        )
    first, second = names
    return "different", firm.side(first), firm.side(second)


def move_county(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    county = pick(rng, [c for c in world.counties if c != firm.county])
    other = Firm(county, firm.core, firm.trade, firm.form, firm.road)
    place = "" if rng.random() < 0.5 else other.county[0]
    return (
        "different",
        firm.side(firm.name(place="")),
        other.side(other.name(place=place)),
    )


def change_trade(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    trade = pick(rng, [t for t in world.trades if t != firm.trade])
    other = Firm(firm.county, firm.core, trade, firm.form, firm.road)
    return "different", firm.side(firm.name()), other.side(other.name())


def rename_trade_same_address(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    renamed = firm.name(trade=pick(rng, [firm.trade[1], "科技", "五金", "食品"]))
    return (
        "same",
        firm.side(firm.name(), address=firm.road),
        firm.side(renamed, address=firm.county[0] + firm.road),
    )


def turn_into_company(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    return (
        "unclear",
        firm.side(firm.name(form="厂")),
        firm.side(firm.name(form="有限公司")),
    )


def share_code(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    code = f"91{firm.county[1]}MAXX{rng.integers(10_000):04d}XX"
    name = pick(rng, [firm.name(), firm.name(place=""), draw_firm(rng, world).name()])
    return "same", firm.side(firm.name(), uscc=code), firm.side(name, uscc=code)


def differ_in_code(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    first, second = sample(rng, range(10_000), 2)
    codes = [f"91{firm.county[1]}MAXX{n:04d}XX" for n in (first, second)]
    sides = [firm.side(firm.name(), uscc=code) for code in codes]
    return "different", sides[0], sides[1]


def miss_one_code(rng: Generator, world: World) -> Pair:
    firm = draw_firm(rng, world)
    code = f"91{firm.county[1]}MAXX{rng.integers(10_000):04d}XX"
    return "same", firm.side(firm.name(), uscc=code), firm.side(firm.name())


KINDS: tuple[Callable[[Generator, World], Pair], ...] = (
    space, write_traditional, swap_region_words, drop_legal_form, abbreviate,
    mistype_long_core, mistype_short_core_same_address, mistype_short_core,
    sound_alike, change_one_character, open_branch, number_works, move_county,
    change_trade, rename_trade_same_address, turn_into_company, share_code,
    differ_in_code, miss_one_code,
)  # fmt: skip


def draw_pairs() -> Iterator[list[str]]:
    for seed, (split, world) in enumerate(WORLDS.items(), start=20_241):
        rng = default_rng(seed)
        for draw in KINDS:
            for _ in range(PER_KIND):
                label, a, b = draw(rng, world)
                yield [split, "script", draw.__name__, label, *a, *b]


def read_hand_pairs() -> Iterator[list[str]]:
    text = (HERE / "hand_pairs.csv").read_text(encoding="utf-8")
    for row in list(csv.reader(StringIO(text)))[1:]:
        yield [row[0], "hand", *row[1:]]


def compose() -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(read_hand_pairs())
    writer.writerows(draw_pairs())
    return out.getvalue()


if __name__ == "__main__":
    (HERE / "labelled_pairs.csv").write_text(compose(), encoding="utf-8")
