"""A throw-away plugin that predicts."""

from __future__ import annotations

import json

import pytest

from calciplug.testing import host_of


@pytest.fixture
def plugin(tmp_path):
    """A host of one plugin that predicts a sodium from the dialysate's, by the code that it is given."""

    def made(body, name="throwaway", reads=()):
        folder = tmp_path / name
        folder.mkdir()
        manifest = {
            "schema": "urn:calciplug:schema:plugin:1", "name": name, "version": "1.0.0", "api": "1",
            "summary": "Predicts something.", "modalities": ["HD"], "reads": ["dialysate.sodium", *reads], "writes": [],
            "parameters": {},
            "rules": {
                "X-1": {
                    "sentence": "Predicts it.", "severities": [], "needs": [], "override": "nobody", "policy": True,
                    "reasons": {}, "flags": {"low": "It is low."},
                    "predictions": {
                        key: {"title": key, "kind": "sodium", "model": "own.double", "note": "A model."}
                        for key in ("it", "also")
                    },
                }
            },
            "models": {"own.double": {"version": "1", "title": "own", "sentence": "Own.", "sources": ["farese-2011"]}},
        }  # fmt: skip
        (folder / "plugin.json").write_text(json.dumps(manifest), encoding="utf-8")
        lines = "".join(f"        {line}\n" for line in body.splitlines())
        (folder / "__init__.py").write_text(
            '"""Throw-away."""\n'
            "from calciplug import hookimpl\n"
            "from calciplug.units import below, make\n"
            "@hookimpl\n"
            "def calciplug_predict(case):\n"
            '    with case.rule("X-1") as rule:\n'
            '        it = rule.need("dialysate.sodium")\n' + lines,
            encoding="utf-8",
        )
        return host_of([name], [tmp_path])

    return made
