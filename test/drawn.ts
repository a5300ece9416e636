import fc from "fast-check"

/** `KITH_SEED` says what the properties of the unit tests draw; without it each draws afresh, and prints its seed when it fails. */
const seed = process.env["KITH_SEED"]
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
