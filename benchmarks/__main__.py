"""Run every benchmark, one process each: `make bench`, or `make bench ONLY=start`."""

import os
import subprocess
import sys

BENCHMARKS = (
    "start",
    "second_start",
    "simulation",
    "import_roster",
    "roster_page",
    "bulletin",
    "outbox",
    "reporting",
    "fill_template",
    "maturity",
    "grades",
    "answer",
    "planning",
    "clustering",
)


def main() -> int:
    """Run the benchmarks named on the command line, or all of them."""
    failed = 0
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        failed += subprocess.run(command, env=os.environ, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
