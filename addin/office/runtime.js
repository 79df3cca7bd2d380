/*
 * Relance in Excel through Office.js: every AR function asks the Relance server this page came from.
 *
 * All calls of one recalculation leave together: a thousand cells are one request. Dates come and go as serial numbers,
 * as Excel holds them. A result is always rows: Excel shows one row of one cell as that cell and spills the rest.
 * `AR.LASTERROR()` gives the sentence of the last error; Excel itself shows it beside #VALUE! and #N/A only.
 */
const Relance = (() => {
  "use strict";

  const SERVICE = "../v1/functions";
  const TOKEN = "relance.token";
  const GATHER_MS = 10; // the calls of one recalculation arrive within this
  const RETRY_MS = 500; // a server that restarts is back by then, or is down
  const TIMEOUT_MS = 60000; // longer, and a cell would show #BUSY! for ever
  const MOST_CALLS = 5000; // of one request: the server takes twice as many
  const MOST_CHARACTERS = 4000000; // of one request: Excel on the web carries 5 MB
  const WHOLE_COLUMN = 1048576;
  const ERRORS = {
    "#DIV/0!": "divisionByZero",
    "#N/A": "notAvailable",
    "#NAME?": "invalidName",
    "#NULL!": "nullReference",
    "#NUM!": "invalidNumber",
    "#REF!": "invalidReference",
    "#VALUE!": "invalidValue",
  };
  const SENTENCES = {
    down: "Le serveur Relance ne répond pas : démarrez-le (relance serve --https), puis recalculez.",
    token: "Le serveur Relance demande sa clé : ouvrez le volet Relance et collez-la.",
    unreadable: "La réponse du serveur Relance n'est pas lisible : sa version n'est peut-être pas celle du complément.",
    large: "Cette plage est trop grande pour un seul calcul : prenez moins de lignes.",
  };

  let waiting = [];
  let last = "";
  let watch = () => {};

  // -- cells in ------------------------------------------------------------------------------------------------------

  /** One cell as the server takes it. Excel hands over errors and rich values as objects. */
  function cell(value) {
    if (value === null || value === undefined) return null;
    if (typeof value === "string") return value in ERRORS ? { error: value } : value;
    if (typeof value !== "object") return value;
    if (value.code in ERRORS) return { error: value.code };
    if (value.type === "Error") return { error: value.basicValue in ERRORS ? value.basicValue : "#VALUE!" };
    if (value.type === "Empty") return null;
    return "basicValue" in value ? value.basicValue : { error: "#VALUE!" };
  }

  /**
   * Rows without the empty ones at their end. Excel for Windows and Mac hand over an empty cell as 0, so zeros end a
   * range too where no data could be meant: in rows of several cells, and in a whole column.
   */
  function trimmed(rows) {
    const zeros = rows[0].length > 1 || rows.length >= WHOLE_COLUMN;
    const isEmpty = (value) => value === "" || value === null || value === undefined || (zeros && value === 0);
    let end = rows.length;
    while (end > 1 && rows[end - 1].every(isEmpty)) end -= 1;
    return end === rows.length ? rows : rows.slice(0, end);
  }

  function argument(value) {
    return Array.isArray(value) && value.length ? trimmed(value).map((row) => row.map(cell)) : cell(value);
  }

  // -- cells out -----------------------------------------------------------------------------------------------------

  /** A sentence of the server names functions as its catalogue does; here AR_DUE_DATE is typed AR.DUEDATE. */
  const worded = (text) => text.replace(/\bAR_([A-Z_]+)/g, (_, name) => `AR.${name.replaceAll("_", "")}`);

  function failure(code, message) {
    const shown = code === "#NAME?" || code === "#REF!" ? "#VALUE!" : code; // Excel takes those two in, never out
    return new CustomFunctions.Error(CustomFunctions.ErrorCode[ERRORS[shown] || "invalidValue"], worded(message));
  }

  const isError = (value) => typeof value === "object" && value !== null;
  const shown = (value) => (isError(value) ? failure(value.error, value.message) : value);

  function keep(message) {
    last = worded(message);
    watch(last);
  }

  /** The rows of a result; the error itself where it is the whole of it, so that Excel shows its sentence. */
  function settle(call, result) {
    if (result.message) keep(result.message);
    const rows = Array.isArray(result.value) ? result.value : [[result.value]];
    if (rows.length === 1 && rows[0].length === 1 && isError(rows[0][0])) call.reject(shown(rows[0][0]));
    else call.resolve(rows.map((row) => row.map(shown)));
  }

  function settleAll(calls, code, message) {
    keep(message);
    calls.forEach((call) => call.reject(failure(code, message)));
  }

  // -- one request for many calls ------------------------------------------------------------------------------------

  function token() {
    try {
      return localStorage.getItem(TOKEN);
    } catch {
      return null; // a browser that keeps nothing for a page inside another
    }
  }

  /** A reply, whatever its status; the promise fails where no reply came in time. */
  async function post(body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
    const headers = { "Content-Type": "application/json" };
    if (token()) headers.Authorization = `Bearer ${token()}`;
    try {
      const reply = await fetch(SERVICE, { method: "POST", headers, body, signal: stop.signal });
      return { status: reply.status, json: await reply.json().catch(() => ({})) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** The functions only compute: asking twice does no harm. */
  async function postTwice(body) {
    const first = await post(body).catch(() => null);
    if (first && first.status < 500) return first;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return post(body).catch(() => first || { status: 0, json: {} });
  }

  async function send(calls) {
    const { status, json } = await postTwice(`{"calls":[${calls.map((call) => call.text).join(",")}]}`);
    const isWhole = status === 200 && json?.results?.length === calls.length;
    if (isWhole) calls.forEach((call, at) => settle(call, json.results[at]));
    else if (status === 401) settleAll(calls, "#N/A", SENTENCES.token);
    else if (status === 413) settleAll(calls, "#VALUE!", SENTENCES.large);
    else if (status === 0 || status >= 502) settleAll(calls, "#N/A", SENTENCES.down);
    else settleAll(calls, "#N/A", typeof json?.error === "string" ? json.error : SENTENCES.unreadable);
  }

  function requests(calls) {
    const found = [];
    let characters = Infinity;
    for (const call of calls) {
      characters += call.text.length + 1;
      if (characters > MOST_CHARACTERS || found[found.length - 1].length === MOST_CALLS) {
        found.push([]);
        characters = call.text.length + 1;
      }
      found[found.length - 1].push(call);
    }
    return found;
  }

  async function flush() {
    const calls = waiting;
    waiting = [];
    const unreadable = (group) => settleAll(group, "#N/A", SENTENCES.unreadable);
    const groups = requests(calls.filter((call) => call.text));
    await Promise.all(groups.map((group) => send(group).catch(() => unreadable(group))));
    calls.filter((call) => !call.text).forEach((call) => call.resolve([[last]]));
  }

  function enqueue(text) {
    return new Promise((resolve, reject) => {
      waiting.push({ text, resolve, reject });
      if (waiting.length === 1) setTimeout(flush, GATHER_MS);
    });
  }

  // -- what Excel and the task pane see ------------------------------------------------------------------------------

  /** Excel hands over one argument more than declared (the invocation): it is not sent. */
  function call(name, count, given) {
    const values = given.slice(0, count).map(argument);
    while (values.length && values[values.length - 1] === null) values.pop();
    return enqueue(JSON.stringify({ function: name, arguments: values }));
  }

  /** functions: [id, name in the catalogue, number of arguments, whether it is answered here]. */
  function register(functions) {
    if (typeof CustomFunctions === "undefined") return; // the page opened in a browser, as help
    for (const [id, name, count, isHost] of functions)
      CustomFunctions.associate(id, (...given) => (isHost ? enqueue("") : call(name, count, given)));
  }

  /** How the server is: the status and content of a small reply, status 0 where none comes. */
  const check = () => post('{"calls":[{"function":"AR_VERSION"}]}').catch(() => ({ status: 0, json: {} }));

  return { register, check, TOKEN, watch: (callback) => (watch = callback) };
})();
