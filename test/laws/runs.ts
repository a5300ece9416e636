/** `KITH_HISTORIES=10000` runs more; a failure prints its seed, `KITH_SEED` replays it. */
export const numRuns = Number(process.env["KITH_HISTORIES"] ?? 1_000)
const seed = process.env["KITH_SEED"]
/** `KITH_SHRINK=no` stops at the first failure, whatever its size. */
const endOnFailure = process.env["KITH_SHRINK"] === "no"
export const parameters = { numRuns, endOnFailure, ...(seed !== undefined && { seed: Number(seed) }) }
