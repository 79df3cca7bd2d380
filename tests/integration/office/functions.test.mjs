/* The functions as Excel calls them, against a real server over HTTPS (RELANCE_URL, its key in RELANCE_TOKEN). */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { errorCell, open } from "./excel.mjs";

const BASE = process.env.RELANCE_URL;
const TOKEN = process.env.RELANCE_TOKEN || null;
const DAY = 46053; // 31 January 2026
const excel = (options = {}) => open(BASE, { token: TOKEN, ...options });
const range = (count, make) => Array.from({ length: count }, (_, at) => make(at));

test("a thousand cells are one request, each with its own answer", async () => {
  const { call, sent } = await excel();
  const days = await Promise.all(range(1000, (at) => call("DAYSOVERDUE", DAY, DAY + at)));
  assert.deepEqual(days, range(1000, (at) => at));
  assert.equal(sent.length, 1);
  assert.equal(JSON.parse(sent[0]).calls.length, 1000);
});

test("12,000 cells are three requests, and every answer finds its cell", async () => {
  const { call, sent } = await excel();
  const days = await Promise.all(range(12000, (at) => call("DAYSOVERDUE", DAY, DAY + (at % 700))));
  assert.deepEqual(days, range(12000, (at) => at % 700));
  assert.deepEqual(sent.map((body) => JSON.parse(body).calls.length), [5000, 5000, 2000]);
});

test("long columns are shared out over requests of 4 MB", async () => {
  const { call, sent } = await excel();
  const column = range(60000, (at) => [DAY + (at % 300) + 0.123456789]);
  const results = await Promise.all(range(6, () => call("DAYSOVERDUE", DAY, column)));
  for (const rows of results) assert.deepEqual(rows[299], [299]);
  assert.ok(sent.length > 1);
  for (const body of sent) assert.ok(body.length < 4_100_000);
});

test("a column spills, one value is one cell", async () => {
  const { call } = await excel();
  assert.deepEqual(await call("DAYSOVERDUE", [[DAY], [DAY - 30], [DAY + 1]], DAY), [[0], [30], [0]]);
  assert.equal(await call("DAYSOVERDUE", DAY - 30, DAY), 30);
});

test("a table spills: accounts by buckets, with its header and total", async () => {
  const { call } = await excel();
  const items = [["Compte", "Échéance", "Montant"], ["C2", DAY - 10, 100.1], ["C1", DAY - 40, 20], ["C1", DAY + 5, 3]];
  const rows = await call("AGEDBALANCE", items, DAY);
  assert.equal(rows.length, 4);
  assert.deepEqual(rows.map((row) => row[0]).slice(1, 3), ["C1", "C2"]);
  assert.ok(rows[3].includes(123.1));
});

test("a serial number, an ISO text and a French text are the same day", async () => {
  const { call } = await excel();
  for (const day of [DAY, "2026-01-31", "31/01/2026"]) assert.equal(await call("DAYSOVERDUE", day, DAY + 7), 7);
});

test("a date leaves as a serial number", async () => {
  const { call } = await excel();
  assert.equal(await call("DUEDATE", DAY, "30 jours"), DAY + 30);
});

test("an omitted argument is not sent, an empty cell is not an omitted one, the invocation is nobody's", async () => {
  const { call, sent } = await excel();
  await Promise.all([call("COMPENSATION", DAY, DAY + 7), call("COMPENSATION", DAY, DAY + 7, "")]);
  assert.deepEqual(JSON.parse(sent[0]).calls.map((one) => one.arguments), [
    [[[DAY]], [[DAY + 7]]],
    [[[DAY]], [[DAY + 7]], [[""]]],
  ]);
  assert.equal(await call("COMPENSATION", DAY, DAY + 7, undefined), 40);
});

test("rich values of Excel count as what they show", async () => {
  const { call } = await excel();
  const formatted = { type: "FormattedNumber", basicValue: DAY, numberFormat: "dd/mm/yyyy" };
  assert.equal(await call("DAYSOVERDUE", [[formatted]], DAY + 3), 3);
  assert.equal(await call("DAYSOVERDUE", [[{ type: "Empty", basicValue: "" }], [DAY]], DAY + 3).then((rows) => rows[0][0]), "");
  assert.equal((await call("DAYSOVERDUE", [[{ type: "Entity", text: "?" }]], DAY)).error, "#VALUE!");
});

test("an error has its code and its sentence, alone and in a column", async () => {
  const { call } = await excel();
  const alone = await call("DAYSOVERDUE", "jamais", DAY);
  assert.equal(alone.error, "#VALUE!");
  assert.match(alone.message, /jamais/);
  const [[first], [second]] = await call("DAYSOVERDUE", [[DAY], ["jamais"]], DAY + 1);
  assert.equal(first, 1);
  assert.deepEqual(second, alone);
  assert.equal((await call("INSTALMENTS", 1000, 5000000, DAY)).error, "#NUM!");
});

test("an error in an argument is refused, however Excel writes it", async () => {
  const { call } = await excel();
  for (const bad of [errorCell("#REF!"), "#REF!", { type: "Error", basicValue: "#REF!" }, { type: "Error", basicValue: "#SPILL!" }]) {
    const found = await call("OVERDUE", [["C1", DAY, 100], ["C2", DAY, bad]], DAY + 1);
    assert.equal(found.error, "#VALUE!", JSON.stringify(bad));
    assert.ok(found.message);
  }
});

test("the sentence of the last error can be asked for, in the same recalculation too", async () => {
  const { call } = await excel();
  assert.equal(await call("LASTERROR"), "");
  const [bad, told] = await Promise.all([call("DAYSOVERDUE", "hier", DAY), call("LASTERROR")]);
  assert.ok(bad.message);
  assert.equal(told, bad.message);
});

test("a whole column costs what its data cost, even where Excel writes empty cells as 0", async () => {
  const { call, sent } = await excel();
  for (const empty of ["", null, 0]) {
    sent.length = 0;
    const rows = range(1048576, (at) => [at < 3 ? DAY - at : empty]);
    assert.deepEqual(await call("DAYSOVERDUE", rows, DAY), [[0], [1], [2]]);
    assert.ok(sent[0].length < 200);
  }
  const items = [["C1", DAY - 1, 50], ["C1", DAY - 2, 7], ...range(200, () => [0, 0, 0])];
  assert.equal(await call("OVERDUE", items, DAY), 57);
});

test("zeros that are data stay", async () => {
  const { call } = await excel();
  const [[first], [second]] = await call("PENALTY", [[1000], [0]], DAY - 31, DAY);
  assert.ok(first > 0);
  assert.equal(second, 0);
});

test("a server that is down: one more try, then #N/A and what to do", async () => {
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const found = server.address().port;
      server.close(() => resolve(found));
    });
  });
  const down = (url, options) => fetch(`https://127.0.0.1:${port}${url.pathname}`, options);
  const { call, sent } = await excel({ fetch: down });
  const found = await Promise.all([call("DAYSOVERDUE", DAY, DAY), call("VERSION"), call("LASTERROR")]);
  assert.equal(found[0].error, "#N/A");
  assert.match(found[0].message, /relance serve/);
  assert.deepEqual(found[1], found[0]);
  assert.equal(found[2], found[0].message);
  assert.equal(sent.length, 2);
});

test("a server that restarts answers the second time", async () => {
  let failures = 1;
  const shaky = (url, options) => (failures-- > 0 ? Promise.reject(new TypeError("reset")) : fetch(url, options));
  const { call, sent } = await excel({ fetch: shaky });
  assert.equal(await call("DAYSOVERDUE", DAY, DAY + 1), 1);
  assert.equal(sent.length, 2);
});

test("a server that says nothing is given up", async () => {
  const silent = (url, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("given up"))));
  const fast = (callback, delay) => setTimeout(callback, delay / 1000);
  const { call } = await excel({ fetch: silent, setTimeout: fast });
  assert.equal((await call("VERSION")).error, "#N/A");
});

test("replies that are no answers become errors with a sentence", async () => {
  const replies = [
    [200, "<html>", "#N/A", /lisible/],
    [200, '{"results":[]}', "#N/A", /lisible/],
    [200, '{"results":[null]}', "#N/A", /lisible/],
    [200, "null", "#N/A", /lisible/],
    [200, '{"results":[{"value":{"error":"#NAME?","message":"voir AR_DUE_DATE"}}]}', "#VALUE!", /^voir AR.DUEDATE$/],
    [400, '{"error":"There are more than 10000 calls."}', "#N/A", /more than/],
    [401, '{"error":"x"}', "#N/A", /clé/],
    [413, '{"error":"x"}', "#VALUE!", /trop grande/],
    [502, "", "#N/A", /ne répond pas/],
  ];
  for (const [status, body, code, sentence] of replies) {
    const fast = (callback, delay) => setTimeout(callback, delay / 100);
    const { call } = await excel({ fetch: async () => new Response(body, { status }), setTimeout: fast });
    const found = await call("VERSION");
    assert.equal(found.error, code, String(status));
    assert.match(found.message, sentence);
  }
});

test("a service that asks for its key gets it", { skip: !TOKEN && "this server asks for none" }, async () => {
  const without = await (await open(BASE)).call("VERSION");
  assert.match(without.message, /clé/);
  assert.match(await (await excel()).call("VERSION"), /^\d+\.\d+/);
});
