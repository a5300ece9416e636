import { type Chance, chance } from "./Chance.ts"
import { mistyped } from "./Names.ts"
import { type Device, days, type Household, type Person, type Places, places, population } from "./People.ts"
import { type Row, rowOf, type Told } from "./Row.ts"

/** Eighteen months from here. */
export const begins = Date.UTC(2025, 0, 6)

/** What is known of a centre only by looking at it, and decides how far a device or a name can be trusted. */
export interface Composition {
  /** Share of all conversations that come from a branch's screen, which everybody uses. */
  readonly kiosks: number
  /** Share of a person's visits that come from the device of the family, where it has one. */
  readonly familyDevice: number
  /** How many times as often as usual something is mistyped. */
  readonly slips: number
}

export const usual: Composition = { kiosks: 0.02, familyDevice: 0.15, slips: 1 }

type Saying = Pick<Told, "type" | "custom" | "raw"> & Partial<Told>

/**
 * Labelled traffic of a contact centre, in order of time; the same for the same seed. `size`: people, who have five
 * conversations each on average: calls, chats, mails and kiosks, named, half named or not at all.
 */
export const traffic = (seed: number, size: number, composition = usual): ReadonlyArray<Row> => {
  const by = chance(seed)
  const somewhere = places(by)
  const told = population(by, size, somewhere).flatMap((person) =>
    Array.from({ length: person.conversations }, () => {
      const since = by.below(days * 24 * 3600) * 1000
      return { person, since, saying: sayingOf(by, person, since, somewhere, composition) }
    }),
  )
  return told
    .sort((x, y) => x.since - y.since)
    .map(({ person, since, saying }, n) =>
      rowOf({ ...saying, id: `conversation-${seed}-${n}`, truth: `person-${person.number}`, at: begins + since }),
    )
}

const sayingOf = (
  by: Chance,
  person: Person,
  since: number,
  somewhere: Places,
  { kiosks, familyDevice, slips }: Composition,
): Saying => {
  const home = person.moves !== undefined && since >= person.moves.at ? person.moves.to : person.home
  const draw = by.next()
  const self = (birth: number, place: number) => selfOf(by, person, since, home, { birth, place, slips })
  if (draw < kiosks) return atKiosk(by, person, self, somewhere)
  const rest = (draw - kiosks) / (1 - kiosks)
  if (rest < 0.44) return onTheWeb(by, person, self, home, somewhere, familyDevice)
  if (rest < 0.83) return call(by, person, self, home, slips)
  return rest < 0.97 ? mail(by, person, self) : fromOffice(by, person, self)
}

/** What somebody says of themselves, with a birthday and a postal code as often as given. */
type Self = (birth: number, place: number) => ReturnType<typeof selfOf>

/** Name, birthday and postal code, as far as they are told, with the slips of those who type them. */
const selfOf = (
  by: Chance,
  person: Person,
  since: number,
  home: Household,
  { birth, place, slips }: { readonly birth: number; readonly place: number; readonly slips: number },
) => {
  const { names, marriesAt } = person
  const last = marriesAt !== undefined && since >= marriesAt ? names.other : names.last
  const slip = (text: string, probability: number) => (by.happens(probability * slips) ? mistyped(by, text) : text)
  const named = by.happens(0.85)
  const swapped = named && by.happens(0.008)
  const [year, month, day] = person.born.split("-")
  const born =
    by.happens(0.01) && Number(day) <= 12
      ? `${year}-${day}-${month}`
      : slip(by.happens(0.004) ? notBorn(by) : person.born, 0.015)
  const first = named ? slip(by.happens(0.25) ? names.short : names.first, 0.03) : undefined
  const family = named || by.happens(0.5) ? slip(last, 0.04) : undefined
  return {
    firstName: swapped ? family : first,
    lastName: swapped ? first : family,
    dateOfBirth: by.happens(birth) ? born : undefined,
    postalCode: by.happens(place) ? slip(home.postalCode, 0.02) : undefined,
  }
}

/** Somebody else's birthday, told by who calls for them. */
const notBorn = (by: Chance) => `${1950 + by.below(50)}-0${1 + by.below(9)}-1${by.below(9)}`

const misspelt = (by: Chance, email: string): string => {
  const [mailbox = "", domain] = email.split("@")
  return `${mistyped(by, mailbox)}@${domain}`
}

const rawOf = (email?: string, phone?: string, id?: string) => ({
  emails: email === undefined ? [] : [email],
  phones: phone === undefined ? [] : [phone],
  ids: id === undefined ? [] : [id],
})

/** Anonymous as often as not: no cookie, no form. */
const onTheWeb = (
  by: Chance,
  person: Person,
  self: Self,
  home: Household,
  { carriers }: Places,
  familyDevice: number,
): Saying => {
  const shared = person.familyDevice !== undefined && by.happens(familyDevice) ? person.familyDevice : undefined
  const device = shared ?? (by.pickEarly(person.devices) as Device)
  const away = by.next()
  const network = away < 0.25 ? by.pick(carriers) : away < 0.4 && person.office ? person.office.network : home.network
  const form = by.happens(0.45)
  const email = form && by.happens(0.75) ? by.pickEarly(person.emails) : undefined
  const phone = form && by.happens(0.3) ? person.mobile : undefined
  const id = by.happens(0.2) ? person.crmId : undefined
  return {
    type: "webchat",
    custom: {
      visitorId: by.happens(0.5) ? device.cookie : undefined,
      email,
      phone,
      external_id: id,
      ...(form && self(0.15, 0.3)),
    },
    ...(by.happens(0.9) && { fingerprint: device.fingerprint }),
    ip: `${network}.${1 + by.below(250)}`,
    userAgent: device.userAgent,
    raw: rawOf(email, phone, id),
  }
}

const call = (by: Chance, person: Person, self: Self, home: Household, slips: number): Saying => {
  const draw = by.next()
  const ownLine = draw < 0.55 ? person.mobile : draw < 0.75 ? home.landline : "anonymous"
  const line = draw > 0.88 && person.office !== undefined ? person.office.switchboard : ownLine
  const id = by.happens(0.5) ? person.crmId : undefined
  const asked = by.happens(0.6)
  const told = asked && by.happens(0.2) ? by.pickEarly(person.emails) : undefined
  // Spelt over the telephone.
  const email = told !== undefined && by.happens(0.04 * slips) ? misspelt(by, told) : told
  return {
    type: "voice",
    address: line,
    custom: { external_id: id, email, ...(asked && self(0.7, 0.6)) },
    raw: rawOf(email, line?.startsWith("+") === true ? line : undefined, id),
  }
}

const mail = (by: Chance, person: Person, self: Self): Saying => {
  const email = by.pickEarly(person.emails)
  const { firstName, lastName } = self(0, 0)
  return { type: "email", address: email, custom: { firstName, lastName }, raw: rawOf(email) }
}

/** A branch's screen, which everybody uses. */
const atKiosk = (by: Chance, person: Person, self: Self, { kiosks }: Places): Saying => {
  const kiosk = by.pick(kiosks)
  const id = by.happens(0.3) ? person.crmId : undefined
  return {
    type: "webchat",
    custom: { external_id: id, ...(by.happens(0.6) && self(0.6, 0.4)) },
    fingerprint: kiosk.fingerprint,
    ip: `${kiosk.network}.7`,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    raw: rawOf(undefined, undefined, id),
  }
}

/** Under the firm's mailbox, or one's own where there is none. */
const fromOffice = (by: Chance, person: Person, self: Self): Saying => {
  const email = person.office?.mailbox ?? by.pickEarly(person.emails)
  const id = by.happens(0.3) ? person.crmId : undefined
  return {
    type: "email",
    address: email,
    custom: { external_id: id, ...self(0, 0.2) },
    raw: rawOf(email, undefined, id),
  }
}
