"""What a page must have for everybody to read it, as scripts that return what is wrong."""

#: Texts whose contrast with what is behind them is below 4.5 (WCAG 2, AA).
FAINT = """
const channels = (text) => text.match(/[\\d.]+/g).map(Number);
const light = (text) => channels(text).slice(0, 3).map((one) => one / 255)
  .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
  .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
const ground = (node) => {
  if (!node) return "rgb(255, 255, 255)";
  const own = getComputedStyle(node).backgroundColor;
  return channels(own)[3] === 0 ? ground(node.parentElement) : own;
};
const hasText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
const ink = (node) => getComputedStyle(node)[node.namespaceURI.includes("svg") ? "fill" : "color"];
const contrast = (node) => {
  const both = [light(ink(node)), light(ground(node))];
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
};
return [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility() && hasText(node))
  .filter((node) => node.tagName !== "title" && !node.closest(".unseen") && contrast(node) < 4.5)
  .map((node) => `${contrast(node)} ${node.outerHTML.slice(0, 80)}`);
"""
