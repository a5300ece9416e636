/** `KITH_HISTORIES=10000` runs more; a failure prints its seed, `KITH_SEED` replays it. */
export const numRuns = Number(process.env["KITH_HISTORIES"] ?? 1_000)
const seed = process.env["KITH_SEED"]
export const parameters = { numRuns, ...(seed !== undefined && { seed: Number(seed) }) }
