import { randomUUID } from "node:crypto"
import { describe, inject } from "vitest"

const emulators = inject("emulators")

if (emulators !== undefined) {
  process.env["FIRESTORE_EMULATOR_HOST"] = emulators.firestore
  process.env["PUBSUB_EMULATOR_HOST"] = emulators.pubsub
}

/** A `describe` that is skipped where there are no emulators; the set-up has said so loudly. */
export const onEmulators = describe.skipIf(emulators === undefined)

/** The emulators keep projects apart, so each test file has its own. */
export const ownProject = (): string => `kith-${randomUUID().slice(0, 8)}`
