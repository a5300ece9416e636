import { DocumentIsUnreadable } from "@kith/core/documents/Documents"
import type { Centre } from "./Centre.ts"
import { accepted } from "./checks/Accepted.ts"
import { conservation } from "./checks/Conservation.ts"
import { contacts } from "./checks/Contacts.ts"
import { effects } from "./checks/Effects.ts"
import { externalContacts } from "./checks/ExternalContacts.ts"
import { forgetting } from "./checks/Forgetting.ts"
import { graphIsThePartition } from "./checks/Graph.ts"
import { silence } from "./checks/Silence.ts"
import { latestWord } from "./checks/Traits.ts"

/** Everything that must be true of a history once nothing is left to do. A store that nobody can read breaks a law itself. */
export const check = (centre: Centre): ReadonlyArray<string> => {
  try {
    return laws.flatMap((law) => law(centre))
  } catch (cause) {
    if (cause instanceof DocumentIsUnreadable) return [`a document cannot be read: ${cause.message}`]
    throw cause
  }
}

const laws = [
  conservation,
  accepted,
  latestWord,
  graphIsThePartition,
  effects,
  contacts,
  externalContacts,
  forgetting,
  silence,
] as const
