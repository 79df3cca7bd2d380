/* Many calls through the real functions.js: [{"id", "arguments"}] on standard input, results on standard output. */
import { text } from "node:stream/consumers";
import { errorCell, open } from "./excel.mjs";

const cell = (value) => (value !== null && typeof value === "object" ? errorCell(value.error) : value);
const argument = (value) => (Array.isArray(value) ? value.map((row) => row.map(cell)) : cell(value));

const excel = await open(process.env.RELANCE_URL);
const calls = JSON.parse(await text(process.stdin));
const results = await Promise.all(
  calls.map((one) => excel.call(one.id, ...one.arguments.map((value) => (value === null ? undefined : argument(value))))),
);
process.stdout.write(JSON.stringify({ results, requests: excel.sent.length }));
