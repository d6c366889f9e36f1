"""A compiled validator beside jsonschema, where it is installed: it says yes quickly.

Only its yes is believed. Whatever it does not say yes to is judged, and told, by jsonschema, which stays the
reference; a test holds that no document has the one's yes without the other's.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_LIBRARY: Final = "jsonschema_rs"


def says_yes(name: str, text: Callable[[str], str], document: Any) -> bool:
    """Whether the compiled validator is here and *document* meets the schema called *name*.

    Args:
        name: of the schema.
        text: gives the text of a schema by its name.
        document: the parsed JSON; decimals may be exact.
    """
    is_valid = _compiled(name, text)
    if is_valid is None:
        return False
    try:
        return is_valid(document)
    except ValueError:
        # What it cannot read, such as a number that is not finite, is not for it to judge.
        return False


@cache
def _compiled(name: str, text: Callable[[str], str]) -> Callable[[Any], bool] | None:
    if find_spec(_LIBRARY) is None:
        return None
    # Imported here: one case on the command line needs none of it.
    import jsonschema_rs

    found: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator(json.loads(text(name))).is_valid
    return found
