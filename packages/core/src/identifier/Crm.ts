import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

/** Contact, lead, and account because of person accounts; users, cases and the rest are no customers. */
const salesforcePeople = new Set(["003", "00Q", "001"])
const suffixAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

/** Each of the three characters tells which of five letters are capitals, for systems that lose the difference. */
const salesforceSuffix = (id: string): string =>
  [0, 5, 10]
    .map((start) => [...id.slice(start, start + 5)].reduce((bits, c, i) => bits | (/[A-Z]/.test(c) ? 1 << i : 0), 0))
    .map((bits) => suffixAlphabet.charAt(bits))
    .join("")

const restoreCase = (id: string): string =>
  [...id.slice(0, 15)]
    .map((c, i) => {
      const bits = suffixAlphabet.indexOf(id.charAt(15 + Math.floor(i / 5)).toUpperCase())
      return bits & (1 << (i % 5)) ? c.toUpperCase() : c.toLowerCase()
    })
    .join("")

const salesforce = (raw: string): string | undefined => {
  if (!/^[a-zA-Z0-9]{15}([a-zA-Z0-5]{3})?$/.test(raw)) return undefined
  const oneCase = raw === raw.toUpperCase() || raw === raw.toLowerCase()
  const id = raw.length === 18 && oneCase ? restoreCase(raw) : raw.slice(0, 15)
  const suffix = salesforceSuffix(id)
  if (raw.length === 18 && suffix !== raw.slice(15).toUpperCase()) return undefined
  return salesforcePeople.has(id.slice(0, 3)) ? id + suffix : undefined
}

const servicenow = (raw: string): string | undefined => (/^[0-9a-f]{32}$/i.test(raw) ? raw.toLowerCase() : undefined)

const opaque = (raw: string): string | undefined => (/^[\x21-\x7e]{1,128}$/.test(raw) ? raw : undefined)

/**
 * Accepts the id of a record about a person, as its namespace writes it. Salesforce: 15 or 18 characters, answered as
 * 18; a wrong check suffix is a damaged id. ServiceNow: a sys_id, in lower case. Elsewhere: any printable text of up to
 * 128 characters without spaces, taken as it stands.
 */
export const normaliseIn = (namespace: string): ((raw: string, policy: IdentifierPolicy) => string | undefined) => {
  const read = namespace === "salesforce" ? salesforce : namespace === "servicenow" ? servicenow : opaque
  return (raw, policy) => {
    if (isPlaceholder(raw, policy)) return undefined
    const id = read(raw.trim())
    return id === undefined || isBlocked(`crm.${namespace}`, id, policy) ? undefined : id
  }
}
