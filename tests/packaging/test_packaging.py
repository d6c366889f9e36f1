"""What is on disk, what the build is told, and what an installed calciplug says about itself are the same."""

import configparser
import json
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAPPED = ("fixtures", "plugins", "schemas")


def settings(root: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    assert parser.read(root / "setup.cfg", encoding="utf-8"), f"no setup.cfg in {root}"
    return parser


def project(root: Path = ROOT) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def listed(root: Path) -> list[str]:
    return settings(root)["options"]["packages"].split()


def code_folders(root: Path) -> dict[str, Path]:
    """Map each package's installed name to its folder: every folder that holds Python."""
    found = {}
    for base, prefix in [("calciplug", "calciplug"), *((name, f"calciplug.{name}") for name in MAPPED)]:
        for file in sorted((root / base).rglob("*.py")):
            inner = file.parent.relative_to(root / base).parts
            if not (base == "calciplug" and inner and inner[0] in MAPPED):  # the links: the same folders once more
                found[".".join([prefix, *inner])] = file.parent
    return found


def unlisted(root: Path) -> set[str]:
    return set(code_folders(root)) - set(listed(root))


def missing(root: Path) -> set[str]:
    return set(listed(root)) - set(code_folders(root))


def without_init(root: Path) -> set[str]:
    return {name for name, folder in code_folders(root).items() if not (folder / "__init__.py").is_file()}


def left_behind(root: Path) -> set[str]:
    """Name the data files that no pattern of package_data takes along."""
    folders = code_folders(root)
    owners = {folder: name for name, folder in folders.items()}
    patterns = settings(root)["options.package_data"]
    taken = set()
    for name, folder in folders.items():
        for pattern in patterns.get(name, "").replace(",", " ").split():
            taken.update(folder.glob(pattern))
    data = set()
    for folder in folders.values():
        for file in folder.rglob("*"):
            owner = next(parent for parent in file.parents if parent in owners)
            linked = owner == root / "calciplug" and file.relative_to(owner).parts[0] in MAPPED
            if file.is_file() and file.suffix not in {".py", ".pyc"} and not linked:
                data.add(file)
    return {file.relative_to(root).as_posix() for file in data - taken}


def plugin_folders(root: Path) -> set[str]:
    return {folder.name for folder in (root / "plugins").iterdir() if folder.is_dir() and folder.name != "__pycache__"}


def entry_points(root: Path) -> dict[str, str]:
    return project(root)["entry-points"]["calciplug.plugins"]


def lower_bounds(requirements: list[str]) -> dict[str, str]:
    """Map each requirement to its `>=` version; without one, nobody has tried the oldest release it lets in."""
    bounds = {}
    for requirement in requirements:
        found = re.fullmatch(r"([A-Za-z0-9_.-]+)>=([0-9.]+)(,<[0-9.]+)?", requirement)
        assert found, f"{requirement!r} has no lower bound that this test can read"
        bounds[found[1]] = found[2]
    return bounds


def test_every_package_folder_is_listed() -> None:
    """A folder that is not listed works in a checkout and is missing from the wheel."""
    assert unlisted(ROOT) == set()


def test_every_listed_package_exists() -> None:
    assert missing(ROOT) == set()


def test_no_package_is_listed_twice() -> None:
    assert sorted(set(listed(ROOT))) == sorted(listed(ROOT))


def test_every_package_folder_has_an_init() -> None:
    """Without it the folder imports in a checkout only."""
    assert without_init(ROOT) == set()


def test_every_data_file_is_shipped() -> None:
    assert left_behind(ROOT) == set()


def test_package_types_are_announced() -> None:
    assert (ROOT / "calciplug" / "py.typed").read_bytes() == b""
    assert "py.typed" in settings(ROOT)["options.package_data"]["calciplug"].split()


def test_the_mapped_folders_are_mapped() -> None:
    lines = settings(ROOT)["options"]["package_dir"].strip().splitlines()
    actual = dict(re.split(r"\s*=\s*", line.strip()) for line in lines)

    expected = {"calciplug": "calciplug"} | {f"calciplug.{name}": name for name in MAPPED}
    assert expected == actual


@pytest.mark.parametrize("name", MAPPED)
def test_the_links_lead_to_the_mapped_folders(name: str) -> None:
    link = ROOT / "calciplug" / name
    if not link.is_symlink():
        pytest.skip("links are not kept here (an archive, or a system without them); the mapping does their work")

    assert link.readlink() == Path("..") / name  # relative: a clone may stand anywhere
    assert link.resolve() == (ROOT / name).resolve()


def test_every_plugin_folder_has_an_entry_point_and_the_reverse() -> None:
    expected = {name: f"calciplug.plugins.{name}" for name in plugin_folders(ROOT)}

    assert expected == entry_points(ROOT)


@pytest.mark.parametrize("name", sorted(entry_points(ROOT)))
def test_every_plugin_has_a_manifest_and_code(name: str) -> None:
    folder = ROOT / "plugins" / name

    assert isinstance(json.loads((folder / "plugin.json").read_text(encoding="utf-8")), dict)
    assert (folder / "__init__.py").is_file()


def test_the_installed_entry_points_are_those_of_the_project() -> None:
    """If this fails after an edit of pyproject.toml, install again."""
    actual = {(entry.group, entry.name): entry.value for entry in distribution("calciplug").entry_points}

    expected = {("calciplug.plugins", name): value for name, value in entry_points(ROOT).items()}
    expected |= {("console_scripts", name): value for name, value in project()["scripts"].items()}
    assert expected == actual


def test_the_command_can_be_called() -> None:
    (command,) = distribution("calciplug").entry_points.select(group="console_scripts")

    assert command.name == "calciplug"
    assert callable(command.load())


def test_the_floors_are_the_lower_bounds() -> None:
    lines = (ROOT / "requirements" / "floors.txt").read_text(encoding="utf-8").splitlines()
    actual = dict(line.split("==") for line in lines if line and not line.startswith("#"))

    extras = project()["optional-dependencies"]
    named = ("calendar", "dask", "fast", "kinetics", "parquet")
    shipped = [*project()["dependencies"], *(line for name in named for line in extras[name])]
    assert lower_bounds(shipped) == actual


# --- the checks above can fail --------------------------------------------------------------------------------------


@pytest.fixture(name="tree")
def _tree(tmp_path: Path) -> Path:
    """Make a project that is right in every respect, for a test to spoil."""
    files = {
        "setup.cfg": """
            [options]
            packages =
                calciplug
                calciplug.fixtures
                calciplug.plugins
                calciplug.plugins.one
                calciplug.schemas
            [options.package_data]
            calciplug = py.typed
            calciplug.fixtures = **/*.json
            calciplug.plugins.one = plugin.json
        """,
        "calciplug/__init__.py": "",
        "calciplug/py.typed": "",
        "fixtures/__init__.py": "",
        "fixtures/top.json": "",
        "fixtures/deep/down/case.json": "",
        "plugins/__init__.py": "",
        "plugins/one/__init__.py": "",
        "plugins/one/plugin.json": "",
        "schemas/__init__.py": "",
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(line.removeprefix(" " * 12) for line in text.splitlines()), encoding="utf-8")
    for name in MAPPED:
        (tmp_path / "calciplug" / name).symlink_to(Path("..") / name)
    return tmp_path


def test_a_right_tree_passes(tree: Path) -> None:
    assert (unlisted(tree), missing(tree), without_init(tree), left_behind(tree)) == (set(), set(), set(), set())


@pytest.mark.parametrize(
    ("added", "check", "found"),
    [
        ("calciplug/kinetics/__init__.py", unlisted, "calciplug.kinetics"),
        ("calciplug/host/deep/__init__.py", unlisted, "calciplug.host.deep"),
        ("plugins/two/__init__.py", unlisted, "calciplug.plugins.two"),
        ("plugins/one/rules/steps.py", without_init, "calciplug.plugins.one.rules"),
        ("calciplug/table.json", left_behind, "calciplug/table.json"),
        ("plugins/one/notes.md", left_behind, "plugins/one/notes.md"),
        ("fixtures/deep/case.yaml", left_behind, "fixtures/deep/case.yaml"),
        ("schemas/case.json", left_behind, "schemas/case.json"),
    ],
)
def test_an_added_file_is_noticed(tree: Path, added: str, check, found: str) -> None:
    (tree / added).parent.mkdir(parents=True, exist_ok=True)
    (tree / added).write_text("", encoding="utf-8")

    assert check(tree) == {found}


@pytest.mark.parametrize(
    ("removed", "check", "found"),
    [
        ("schemas/__init__.py", missing, "calciplug.schemas"),
        ("plugins/one/__init__.py", missing, "calciplug.plugins.one"),
    ],
)
def test_a_removed_file_is_noticed(tree: Path, removed: str, check, found: str) -> None:
    (tree / removed).unlink()

    assert check(tree) == {found}


@pytest.mark.parametrize("requirement", ["pint", "pint<0.27", "pint==0.25", "pint>0.25"])
def test_a_requirement_without_a_floor_is_noticed(requirement: str) -> None:
    with pytest.raises(AssertionError, match="no lower bound"):
        lower_bounds(["attrs>=23.2", requirement])
