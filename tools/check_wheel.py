"""Compare a wheel with the folders it was built from: every file once, and none besides."""

import sys
import zipfile
from collections import Counter
from pathlib import Path

MAPPED = ("plugins", "schemas", "fixtures")


def on_disk(root: Path) -> set[str]:
    """Name, as installed, each file that the package folders hold."""
    found: set[str] = set()
    for folder, prefix in [("calciplug", "calciplug"), *((name, f"calciplug/{name}") for name in MAPPED)]:
        base = root / folder
        for file in base.rglob("*"):
            inner = file.relative_to(base)
            linked = folder == "calciplug" and inner.parts[0] in MAPPED
            if file.is_file() and not linked and "__pycache__" not in inner.parts:
                found.add(f"{prefix}/{inner.as_posix()}")
    return found


def differences(wheel: Path, root: Path) -> list[str]:
    """Say what the wheel lacks, has besides, or has twice."""
    names = Counter(name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name)
    expected = on_disk(root)
    return [
        *(f"in the folders, not in the wheel: {name}" for name in sorted(expected - set(names))),
        *(f"in the wheel, not in the folders: {name}" for name in sorted(set(names) - expected)),
        *(f"in the wheel {count} times: {name}" for name, count in sorted(names.items()) if count > 1),
    ]


def main(wheel: str) -> int:
    """Print the differences; the exit code says whether there are any."""
    problems = differences(Path(wheel), Path(__file__).resolve().parents[1])
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
