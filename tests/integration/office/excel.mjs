/*
 * Excel as far as a custom function sees it: the real functions.js of a real server, loaded as the task pane's page
 * loads it. What Excel hands over: every declared argument as rows, null for an omitted one, an empty cell as "", dates
 * as serial numbers, errors as objects, and one argument more (the invocation).
 */
import assert from "node:assert/strict";
import vm from "node:vm";

class FunctionsError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const ErrorCode = {
  divisionByZero: "#DIV/0!",
  invalidName: "#NAME?",
  invalidNumber: "#NUM!",
  invalidReference: "#REF!",
  invalidValue: "#VALUE!",
  notAvailable: "#N/A",
  nullReference: "#NULL!",
};

/** An error cell, as Excel hands it over. */
export const errorCell = (code) => new FunctionsError(code);

/** One cell as it comes and goes outside: errors are {error, message}. */
const told = (value) => (value instanceof FunctionsError ? { error: value.code, message: value.message } : value);

export async function open(base, { token = null, fetch: reach = fetch, setTimeout: wait = setTimeout } = {}) {
  const page = `${base}/office/taskpane.html`;
  const sent = []; // the body of every request for functions
  const known = new Map();
  const kept = new Map(token ? [["relance.token", token]] : []);
  const text = async (name) => (await fetch(`${base}/office/${name}`)).text();
  const metadata = JSON.parse(await text("functions.json"));
  const context = vm.createContext({
    AbortController,
    CustomFunctions: { associate: (id, callback) => known.set(id, callback), Error: FunctionsError, ErrorCode },
    clearTimeout,
    fetch: (path, options) => {
      sent.push(options.body);
      return reach(new URL(path, page), options);
    },
    localStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) },
    setTimeout: wait,
  });
  vm.runInContext(await text("functions.js"), context);
  assert.deepEqual([...known.keys()].sort(), metadata.functions.map((one) => one.id).sort());

  /** Rows of the result; a thrown error as {error, message}. */
  async function call(id, ...given) {
    const { parameters } = metadata.functions.find((one) => one.id === id);
    const values = parameters.map((_, at) => {
      if (at >= given.length || given[at] === undefined) return null;
      return Array.isArray(given[at]) ? given[at] : [[given[at]]];
    });
    try {
      return shaped(await known.get(id)(...values, { functionName: id, isInValuePreview: false }));
    } catch (error) {
      if (!(error instanceof FunctionsError)) throw error;
      return told(error);
    }
  }

  return { call, sent, metadata };
}

/** What Excel accepts as a result: rows of one length, of numbers, texts, booleans and errors. */
function shaped(rows) {
  assert.ok(Array.isArray(rows) && rows.length && rows.every((row) => Array.isArray(row)), JSON.stringify(rows));
  assert.equal(new Set(rows.map((row) => row.length)).size, 1);
  for (const value of rows.flat())
    assert.ok(["number", "string", "boolean"].includes(typeof value) || value instanceof FunctionsError, String(value));
  return rows.length === 1 && rows[0].length === 1 ? told(rows[0][0]) : rows.map((row) => row.map(told));
}
