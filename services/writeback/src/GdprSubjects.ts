import type { Identifier } from "@kith/core/identifier/Identifier"

/** Whom a request of Genesys' GDPR API is about. It finds people by these and by nothing of ours. */
export interface GdprSubject {
  readonly emailAddresses?: ReadonlyArray<string>
  readonly phoneNumbers?: ReadonlyArray<string>
  readonly externalContactId?: string
  readonly journeyCustomer?: { readonly type: "cookie"; readonly id: string }
  readonly socialHandle?: { readonly type: string; readonly value: string }
}

const platforms: Readonly<Record<string, string>> = {
  twitter: "TWITTER",
  facebook: "FACEBOOK",
  instagram: "INSTAGRAM",
  apple: "APPLE_MESSAGES",
}

/** All identifiers of one person in as few subjects as the API allows: of some kinds a subject has one only. */
export const gdprSubjects = (identifiers: ReadonlyArray<Identifier>): ReadonlyArray<GdprSubject> => {
  const valuesOf = (kind: Identifier["kind"]) =>
    identifiers.filter((one) => one.kind === kind).map(({ value }) => value)
  const emailAddresses = valuesOf("email")
  const phoneNumbers = valuesOf("phone")
  const contacts = valuesOf("genesysContact")
  const cookies = valuesOf("visitor")
  const handles = valuesOf("social").flatMap((address) => {
    const type = platforms[address.slice(0, address.indexOf(":"))]
    return type === undefined ? [] : [{ type, value: address.slice(address.indexOf(":") + 1) }]
  })
  const rest = Math.max(contacts.length, cookies.length, handles.length)
  const lists = emailAddresses.length + phoneNumbers.length > 0
  return Array.from({ length: Math.max(rest, lists ? 1 : 0) }, (_, i): GdprSubject => {
    const [externalContactId, cookie, socialHandle] = [contacts[i], cookies[i], handles[i]]
    return {
      ...(i === 0 && emailAddresses.length > 0 && { emailAddresses }),
      ...(i === 0 && phoneNumbers.length > 0 && { phoneNumbers }),
      ...(externalContactId !== undefined && { externalContactId }),
      ...(cookie !== undefined && { journeyCustomer: { type: "cookie", id: cookie } }),
      ...(socialHandle !== undefined && { socialHandle }),
    }
  })
}
