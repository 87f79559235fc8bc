"""What several stories begin with: a task that an office hands out."""

from datetime import UTC, datetime, timedelta

from zhisheng.methods.working_days import next_working_day


def make_task(officer, *, name, unit):
    """Ask the enterprises of 安平县 for their quarter; wait until everybody has it."""
    officer.tap("link", "填报任务", within=".frame-side")
    officer.tap("link", "新建任务")
    today = datetime.now(tz=UTC).date()
    typed = {"name": name, "opens_on": today.isoformat(),
             "due_on": next_working_day(today + timedelta(days=3)).isoformat(), "area": "131125"}  # fmt: skip
    officer.page.locator("select[name=form]").select_option("quarterly-progress")
    officer.page.locator("select[name=unit]").select_option(unit)
    officer.page.locator("select[name=audience]").select_option("enterprises")
    officer.page.locator("select[name=period]").select_option("2026年三季度")
    for field, text in typed.items():
        officer.page.locator(f"input[name={field}]").first.fill(text)
    officer.page.locator("main form button[type=submit]").first.click()
    officer.tap("button", "下发")
    officer.wait_for_text(r"催报 \d+ 份")
