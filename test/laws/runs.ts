/**
 * A thousand histories in the normal run, always the same ones, so that a change is judged by what it changes;
 * `KITH_HISTORIES=10000` tries that many others each time. A failure prints its seed, `KITH_SEED` replays it.
 */
const histories = process.env["KITH_HISTORIES"]
const given = process.env["KITH_SEED"] ?? (histories === undefined ? "20261123" : undefined)
export const numRuns = Number(histories ?? 1_000)
/** `KITH_SHRINK=no` stops at the first failure, whatever its size. */
const endOnFailure = process.env["KITH_SHRINK"] === "no"
export const parameters = { numRuns, endOnFailure, ...(given !== undefined && { seed: Number(given) }) }
