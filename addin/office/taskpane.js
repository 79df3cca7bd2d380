/* The task pane: the day of the calculation, the refresh, the state of the server, a search in the help. */
(() => {
  "use strict";

  const DAY_NAME = "AR_JOUR";
  const FORGET_MS = 6000;
  const DAY_MS = 86400000;
  const SERIAL_0 = Date.UTC(1899, 11, 30);
  const get = (id) => document.getElementById(id);
  let forgetting = 0;

  /** A sentence for the user; a good one goes after a while. */
  function say(sentence) {
    get("said").textContent = sentence;
    clearTimeout(forgetting);
    forgetting = setTimeout(() => (get("said").textContent = ""), FORGET_MS);
  }

  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  // -- the server ----------------------------------------------------------------------------------------------------

  function showServer(state, sentence) {
    get("server").className = `state ${state}`;
    get("server").textContent = sentence;
  }

  async function checkServer() {
    const known = get("server").dataset.version;
    const { status, json } = await Relance.check();
    get("token-form").hidden = status !== 401;
    if (status === 401) showServer("bad", "Il demande sa clé.");
    else if (status !== 200 || !json?.version)
      showServer("bad", "Il ne répond pas. Sur ce poste, démarrez-le par : relance serve --https");
    else if (json.version !== known)
      showServer("bad", `Il est en version ${json.version}, ce volet en version ${known} : rechargez le complément.`);
    else showServer("good", `Joignable, version ${known}.`);
  }

  async function keepToken(event) {
    event.preventDefault();
    try {
      localStorage.setItem(Relance.TOKEN, get("token").value.trim());
    } catch {
      say("Ce navigateur ne garde rien pour ce volet : la clé n'est pas gardée.");
    }
    get("token").value = "";
    await checkServer();
  }

  // -- the workbook --------------------------------------------------------------------------------------------------

  /** Do something in the workbook; what goes wrong is said. */
  async function inWorkbook(work, done) {
    if (typeof Excel === "undefined") return say("Ouvrez ce volet dans Excel : ici, il ne sert que d'aide.");
    try {
      await Excel.run(work);
      if (done) say(done);
    } catch (error) {
      say(`Excel a refusé : ${error.message}`);
    }
  }

  /** The cell a workbook gives the name to, or null: then the name holds the day itself. */
  async function dayOf(context) {
    const name = context.workbook.names.getItemOrNullObject(DAY_NAME);
    name.load("type,value");
    await context.sync();
    return name;
  }

  function applyDay(event) {
    event.preventDefault();
    const day = get("day").valueAsNumber;
    const serial = Math.round((day - SERIAL_0) / DAY_MS);
    const shown = new Date(day).toLocaleDateString("fr-FR", { timeZone: "UTC" });
    return inWorkbook(async (context) => {
      const name = await dayOf(context);
      if (name.isNullObject) context.workbook.names.add(DAY_NAME, `=${serial}`);
      else if (name.type === "Range") name.getRange().values = [[serial]];
      else name.formula = `=${serial}`;
      await context.sync();
    }, `Jour de calcul : ${shown}.`);
  }

  /** Show the day the workbook has; today where it has none. */
  async function showDay() {
    const now = new Date();
    get("day").valueAsNumber = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    if (typeof Excel === "undefined") return;
    await inWorkbook(async (context) => {
      const name = await dayOf(context);
      if (name.isNullObject) return;
      let serial = name.value;
      if (name.type === "Range") {
        const cell = name.getRange();
        cell.load("values");
        await context.sync();
        serial = cell.values[0][0];
      }
      if (typeof serial === "number" && serial > 0) get("day").valueAsNumber = SERIAL_0 + Math.floor(serial) * DAY_MS;
    });
  }

  async function refresh() {
    get("refresh").disabled = true;
    get("message-box").hidden = true;
    await Promise.all([
      checkServer(),
      inWorkbook(async (context) => {
        context.workbook.application.calculate(Excel.CalculationType.full);
        await context.sync();
      }, "Tout le classeur est recalculé."),
    ]);
    get("refresh").disabled = false;
  }

  // -- the help ------------------------------------------------------------------------------------------------------

  function search() {
    const words = folded(get("search").value).split(/\s+/).filter(Boolean);
    const all = [...document.querySelectorAll("#functions details")];
    for (const one of all) one.hidden = !words.every((word) => folded(one.textContent).includes(word));
    const count = all.filter((one) => !one.hidden).length;
    get("found").textContent = !words.length ? "" : count ? `${count} sur ${all.length}` : "Aucune fonction ne répond à ces mots.";
  }

  /** Excel's own help of a function leads here: taskpane.html#PENALTY. */
  function openAsked() {
    const asked = get(decodeURIComponent(location.hash.slice(1)));
    if (!asked || asked.tagName !== "DETAILS") return;
    asked.open = true;
    asked.scrollIntoView();
  }

  function start() {
    Relance.watch((sentence) => {
      get("message").textContent = sentence;
      get("message-box").hidden = false;
    });
    get("day-form").addEventListener("submit", applyDay);
    get("token-form").addEventListener("submit", keepToken);
    get("refresh").addEventListener("click", refresh);
    get("search").addEventListener("input", search);
    window.addEventListener("hashchange", openAsked);
    openAsked();
    checkServer();
    showDay();
  }

  // Without office.js (no way to Microsoft's address) the page still helps and says the server's state.
  if (typeof Office === "undefined") start();
  else Office.onReady(start);
})();
