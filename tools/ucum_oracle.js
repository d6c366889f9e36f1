// Writes fixtures/units/ucum_lhc.json: what an independent UCUM implementation makes of our unit codes.
//
// The tests compare the closed unit table with that file; node is needed only to write it again, after a code,
// a kind or a molar mass has changed. From the root of the repository, with Node.js 18 or newer:
//
//     npm install --no-save --prefix build/ucum @lhncbc/ucum-lhc@7.1.10
//     NODE_PATH=build/ucum/node_modules node tools/ucum_oracle.js
//
// Which pairs are asked comes from our declarations; every verdict and every factor comes from ucum-lhc, which
// is given the molar mass and the charge of the substance and nothing else.

"use strict";

const fs = require("fs");
const path = require("path");
const { UcumLhcUtils } = require("@lhncbc/ucum-lhc");

const ROOT = path.join(__dirname, "..");
const TARGET = path.join(ROOT, "fixtures", "units", "ucum_lhc.json");
const read = (name) => JSON.parse(fs.readFileSync(path.join(ROOT, "calciplug", "units", name), "utf8"));
const ucum = UcumLhcUtils.getInstance();

const kinds = read("kinds.json").kinds;
const substances = read("substances.json").substances;

// Pairs that UCUM converts, because an annotation has no meaning for it and a substance no place in a unit.
const LOOSE = [
  ["g/{session}", "g/{exchange}"],
  ["g/{session}", "g"],
  ["{session}/wk", "{exchange}/wk"],
  ["min/{session}", "min"],
  ["min/{session}", "min/{exchange}"],
  ["kg", "g"],
  ["kg/{session}", "kg"],
  ["mosm/L", "mmol/L"],
  ["mL/d", "mL/min"],
  ["{Kt/V}", "{ratio}"],
  ["{INR}", "{pH}"],
];

/** How many `to` one `from` is, or null where UCUM refuses. */
function convert(from, to, options) {
  const answer = ucum.convertUnitTo(from, 1, to, options);
  return answer.status === "succeeded" ? answer.toVal : null;
}

/** Molar mass and charge of what a kind counts; for a product of two substances the geometric mean of the masses. */
function chemistry(kind) {
  const counted = (kind.of || []).map((name) => substances[name]);
  const masses = counted.map((item) => item.molar_mass).filter(Boolean).map(Number);
  const found = {};
  if (masses.length > 0 && masses.length === counted.length) {
    found.molecularWeight = Math.pow(masses.reduce((one, two) => one * two, 1), 1 / masses.length);
  }
  if (counted.length === 1 && counted[0].valence) found.charge = counted[0].valence;
  return found;
}

const codes = new Set();
const conversions = [];
for (const [name, kind] of Object.entries(kinds)) {
  const own = [...new Set([kind.unit, ...kind.accepts, ...kind.shows.map(([code]) => code)])];
  own.forEach((code) => codes.add(code));
  const options = chemistry(kind);
  for (const from of own) {
    for (const to of own) {
      if (from === to) continue;
      conversions.push({
        kind: name, from, to, factor: convert(from, to, options), without_chemistry: convert(from, to, {}),
      });
    }
  }
}

const document = {
  about: "Frozen answers of an independent UCUM implementation; tools/ucum_oracle.js writes them. valid: whether it takes the code. factor: how many `to` one `from` is, given molar mass and charge of the kind's substance; null where it refuses. without_chemistry: the same without them. loose: pairs that it converts and calciplug must not.",
  made_with: { package: "@lhncbc/ucum-lhc", version: require("@lhncbc/ucum-lhc/package.json").version },
  valid: Object.fromEntries([...codes].sort().map((code) => [code, ucum.validateUnitString(code).status === "valid"])),
  conversions,
  loose: LOOSE.map(([from, to]) => ({ from, to, factor: convert(from, to, {}) })),
};
fs.mkdirSync(path.dirname(TARGET), { recursive: true });
fs.writeFileSync(TARGET, JSON.stringify(document, null, 1) + "\n");
