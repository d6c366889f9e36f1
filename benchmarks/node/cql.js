// Evaluates the eight rules with cql-execution for `peers.py`, which sends one JSON line and is sent one, in turn.
//
// First line: {"library": an ELM library, "units": {input: unit} or null}; answered by the version. Then, each time:
// {"cases": [flat inputs], "answers": true or false}; answered by {"seconds": of processor time for all, "answers": [...] or null}.
// Only the evaluation is timed: the inputs are quantities before the clock starts, and nothing is written before it ends.
"use strict";

const { createInterface } = require("node:readline");
const { Executor, Library, Quantity } = require("cql-execution");

const NOBODY = { currentPatient: () => null, nextPatient: () => null };

function parameters(flat, units) {
  if (units === null) return flat;
  const own = ([name, value]) => [name, value === null ? null : new Quantity(value, units[name])];
  return Object.fromEntries(Object.entries(flat).map(own));
}

function plain(found) {
  const value = (item) => (item !== null && typeof item === "object" ? item.value : item);
  return Object.fromEntries(Object.entries(found).map(([name, item]) => [name, value(item)]));
}

async function main() {
  let executor = null;
  let units = null;
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    if (executor === null) {
      executor = new Executor(new Library(asked.library));
      units = asked.units;
      const version = require("cql-execution/package.json").version;
      process.stdout.write(JSON.stringify({ version, node: process.versions.node }) + "\n");
      continue;
    }
    const cases = asked.cases.map((flat) => parameters(flat, units));
    const answers = [];
    const start = process.cpuUsage();
    for (const own of cases) answers.push(await executor.withParameters(own).exec(NOBODY));
    const used = process.cpuUsage(start);
    const seconds = (used.user + used.system) / 1e6;
    const told = asked.answers ? answers.map((one) => plain(one.unfilteredResults)) : null;
    process.stdout.write(JSON.stringify({ seconds, answers: told }) + "\n");
  }
}

main();
