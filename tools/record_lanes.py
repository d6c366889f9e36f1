"""Write which of calciplug's own plugins were tried: `python tools/record_lanes.py`.

A plugin's manifest is held against its schema and against all that it points to, and every case of the plugin is
adjusted in both lanes; where all outcomes are the same, its digest goes on record. What is on record may run in the
fast lane, and is not held against the same checks again at each start. Run it after a plugin has changed; a test holds
the record against the plugins.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from calciplug.codec import read_manifest
from calciplug.host.check import check_manifest
from calciplug.testing import host_of, lane_differences, load_cases

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "calciplug" / "host" / "lanes.json"
CASES = ROOT / "fixtures" / "cases"


def main() -> int:
    """Write the record; 1 where a plugin differs."""
    record: dict[str, dict[str, object]] = {}
    wrong = 0
    for folder in sorted(path for path in CASES.iterdir() if path.is_dir()):
        # Whatever is on record now: these very bytes are to be sound.
        check_manifest(read_manifest((ROOT / "plugins" / folder.name / "plugin.json").read_bytes()))
        cases = load_cases(folder)
        # Cases may name other plugins beside their own: what is recorded is the one that they are about.
        names = sorted({folder.name, *(name for item in cases for name in item.plugins)})
        differing = lane_differences(cases, host_of(names))
        if differing:
            wrong += 1
            sys.stdout.write(f"{folder.name}: not recorded; the lanes differ in {', '.join(differing)}\n")
            continue
        plugin = host_of([folder.name]).plugins[folder.name]
        record[plugin.candidate.digest] = {
            "plugin": folder.name,
            "version": plugin.manifest.version,
            "cases": len(cases),
        }
    ordered = dict(sorted(record.items(), key=lambda item: str(item[1]["plugin"])))
    RECORD.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(record)} plugins may run in the fast lane\n")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
