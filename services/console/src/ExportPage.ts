import type { Held } from "./HeldAbout.ts"

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replaceAll(/\p{Cc}/gu, " ")

type Cell = string | number | undefined

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<Cell>>): string => {
  const cells = (tag: string, row: ReadonlyArray<Cell>) =>
    row.map((cell) => `<${tag}>${escaped(String(cell ?? ""))}</${tag}>`).join("")
  if (rows.length === 0) return "<p>None.</p>"
  return `<table><tr>${cells("th", head)}</tr>${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</table>`
}

const style =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}" +
  "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}"

const reason = (because: ReadonlyArray<{ readonly sentence: string }> | undefined) =>
  (because ?? []).map(({ sentence }) => sentence).join(" ")

/** The export as a page that a person can read and keep: no script, nothing loaded. */
export const exportPage = (held: Held): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>What is held about you</title><style>${style}</style></head><body>
<h1>What is held about you</h1>
<p>As of ${escaped(held.exportedAt)}, under the customer number ${escaped(held.customerId)}${
  held.formerIds.length === 0 ? "" : `, formerly ${escaped(held.formerIds.join(", "))}`
}. Known since ${escaped(held.knownSince)}.</p>
<h2>What you are recognised by</h2>
${table(
  ["Kind", "Value", "First seen"],
  held.identifiers.map((one) => [one.kind, one.value, one.firstSeen]),
)}
<h2>What is known of you</h2>
${table(
  ["What", "Value", "Told at", "Where it stood", "In the interaction"],
  held.traits.map((one) => [one.name, one.value, one.at, one.source, one.interactionId]),
)}
<h2>Your interactions, and why they are held to be yours</h2>
${table(
  ["Interaction", "From", "Until", "What you were recognised by", "What was told", "Device and network", "Why yours"],
  held.interactions.map((one) => [
    `${one.interactionId} (${one.channel ?? one.source})`,
    one.first,
    one.last,
    one.identifiers.map(({ kind, value }) => `${kind}: ${value}`).join("; "),
    one.traits.map(({ name, value }) => `${name}: ${value}`).join("; "),
    one.signals.map(({ kind, value }) => `${kind}: ${value}`).join("; "),
    reason(one.because),
  ]),
)}
<h2>Interactions that are probably yours</h2>
<p>A device or a network suggests it; what was said in them is not shown, because it may be somebody else's.</p>
${table(
  ["Interaction", "From", "Probability"],
  held.probablyTheirs.map((one) => [one.interactionId, one.first, one.confidence]),
)}
<h2>What was not taken for yours</h2>
${table(
  ["Your", "Somebody's", "Because of the rule"],
  held.keptApart.map((one) => [one.own, one.other, one.rule]),
)}
<h2>Who was told</h2>
${table(
  ["System", "About", "Status", "At", "Its own number"],
  held.recipients.map((one) => [one.system, one.subject, one.status, one.at, one.recordId]),
)}
</body></html>
`
