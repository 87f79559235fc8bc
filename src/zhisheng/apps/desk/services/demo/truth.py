"""The truth of the simulation, written beside the data and never shown in it."""

import json
from pathlib import Path

from django.conf import settings

from zhisheng.methods.simulation import Programme


def write_truth(programme: Programme, *, enterprises: int, seed: int) -> Path:
    """Write the true effect of help as JSON, for whoever wants to test an estimate."""
    target = Path(settings.MEDIA_ROOT) / "demo" / "truth.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    truth = programme.truth
    content = {
        "enterprises": enterprises,
        "seed": seed,
        "definition": truth.definition,
        "overall": truth.overall.to_dicts(),
        "att": truth.att.to_dicts(),
        "blemishes": truth.blemishes.to_dicts(),
    }
    target.write_text(
        json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return target
