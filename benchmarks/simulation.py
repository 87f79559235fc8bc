"""Claim: 1,000,000 enterprises × 8 quarters are simulated in under 60 s."""

import resource
import time

from zhisheng.methods.simulation import simulate

LIMIT_SECONDS = 60

if __name__ == "__main__":
    start = time.perf_counter()
    programme = simulate(enterprises=1_000_000, quarters=8, seed=1)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"simulation: {programme.values.height:,} rows in {seconds:.1f} s, "
        f"limit {LIMIT_SECONDS} s, peak {peak:,.0f} MB"
    )
    raise SystemExit(seconds > LIMIT_SECONDS)
