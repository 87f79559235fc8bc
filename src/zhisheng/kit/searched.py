"""Tell where a heading was looked for, so that a person sees what was not recognised."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from zhisheng.kit.language import join_clauses, join_words, shorten
from zhisheng.kit.sheets import Sheet, Workbook
from zhisheng.kit.sheets.headers import SEARCHED_ROWS, guess_header

MOST_SHEETS = 3
MOST_WORDS = 6
LONGEST_WORD = 12


def _tell_searched(workbook: Workbook) -> str:
    return join_clauses(_tell_sheet(one) for one in workbook.sheets[:MOST_SHEETS])


# Kept with an error, and told in the language of whoever reads it.
tell_searched = lazy(_tell_searched, str)


def _tell_sheet(sheet: Sheet) -> str:
    if not sheet.rows:
        return _("工作表“{sheet}”是空的").format(sheet=sheet.name)
    last = min(len(sheet.rows), SEARCHED_ROWS)
    place = (
        _("工作表“{sheet}”的前 {last} 行").format(sheet=sheet.name, last=last)
        if sheet.name
        else _("前 {last} 行").format(last=last)
    )
    likely = guess_header(sheet, before=len(sheet.rows) + 1)
    cells = sheet.rows[likely - 1]
    words = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    if not words:
        return place
    told = join_words(f"“{shorten(word, LONGEST_WORD)}”" for word in words[:MOST_WORDS])
    return _("{place}，最像表头的是第 {row} 行：{words}").format(
        place=place, row=likely, words=told
    )
