/*
 * Stands in for Microsoft's office.js, the one file a test cannot load: a workbook with names and a calculation, and the
 * registry of custom functions. Everything else of the page is real.
 */
window.workbook = { names: {}, calculated: [], refuses: "" };
window.functions = {};
window.CustomFunctions = {
  associate: (id, callback) => (window.functions[id] = callback),
  Error: class extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  },
  ErrorCode: { invalidValue: "#VALUE!", notAvailable: "#N/A", invalidNumber: "#NUM!" },
};
window.Office = { onReady: (callback) => document.addEventListener("DOMContentLoaded", () => callback({ host: "Excel" })) };
window.Excel = {
  CalculationType: { full: "Full" },
  run: async (work) => {
    const { workbook } = window;
    const name = (held) => ({
      isNullObject: held === undefined,
      load: () => {},
      get type() { return held.type; },
      get value() { return held.value; },
      set formula(text) { held.value = Number(text.slice(1)); },
      getRange: () => ({
        load: () => {},
        get values() { return [[held.value]]; },
        set values([[value]]) { held.value = value; },
      }),
    });
    await work({
      sync: async () => {
        if (workbook.refuses) throw new Error(workbook.refuses);
      },
      workbook: {
        application: { calculate: (type) => workbook.calculated.push(type) },
        names: {
          getItemOrNullObject: (id) => name(workbook.names[id]),
          add: (id, formula) => (workbook.names[id] = { type: "Integer", value: Number(formula.slice(1)) }),
        },
      },
    });
  },
};
