import { inject } from "vitest"

/**
 * A thousand histories of each law in the normal run, others each time; `KITH_HISTORIES` tries as many as it says. The
 * seed is printed before the laws are tried, and by what fails; `KITH_SEED` replays it.
 */
export const parameters = {
  numRuns: Number(process.env["KITH_HISTORIES"] ?? 1_000),
  seed: inject("seed"),
  /** `KITH_SHRINK=no` stops at the first failure, whatever its size. */
  endOnFailure: process.env["KITH_SHRINK"] === "no",
}
