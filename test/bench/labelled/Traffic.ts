import { type Chance, chance } from "./Chance.ts"
import { mistyped } from "./Names.ts"
import { type Device, days, type Household, type Person, type Places, places, population } from "./People.ts"
import { type Row, rowOf, type Told } from "./Row.ts"

/** Eighteen months from here. */
export const begins = Date.UTC(2025, 0, 6)

type Saying = Pick<Told, "type" | "custom" | "raw"> & Partial<Told>

/**
 * Labelled traffic of a contact centre, in order of time; the same for the same seed. `size`: people, who have five
 * conversations each on average: calls, chats, mails and kiosks, named, half named or not at all.
 */
export const traffic = (seed: number, size: number): ReadonlyArray<Row> => {
  const by = chance(seed)
  const somewhere = places(by)
  const told = population(by, size, somewhere).flatMap((person) =>
    Array.from({ length: person.conversations }, () => {
      const since = by.below(days * 24 * 3600) * 1000
      return { person, since, saying: sayingOf(by, person, since, somewhere) }
    }),
  )
  return told
    .sort((x, y) => x.since - y.since)
    .map(({ person, since, saying }, n) =>
      rowOf({ ...saying, id: `conversation-${seed}-${n}`, truth: `person-${person.number}`, at: begins + since }),
    )
}

const sayingOf = (by: Chance, person: Person, since: number, somewhere: Places): Saying => {
  const home = person.moves !== undefined && since >= person.moves.at ? person.moves.to : person.home
  const draw = by.next()
  if (draw < 0.42) return onTheWeb(by, person, since, home, somewhere)
  if (draw < 0.8) return call(by, person, since, home)
  if (draw < 0.93) return mail(by, person, since)
  return draw < 0.97 ? atKiosk(by, person, since, home, somewhere) : fromOffice(by, person, since, home)
}

/** Name, birthday and postal code, as far as they are told, with the slips of those who type them. */
const selfOf = (by: Chance, person: Person, since: number, home: Household, birth: number, place: number) => {
  const { names, marriesAt } = person
  const last = marriesAt !== undefined && since >= marriesAt ? names.other : names.last
  const slip = (text: string, probability: number) => (by.happens(probability) ? mistyped(by, text) : text)
  const named = by.happens(0.85)
  const [year, month, day] = person.born.split("-")
  const born =
    by.happens(0.01) && Number(day) <= 12
      ? `${year}-${day}-${month}`
      : slip(by.happens(0.004) ? notBorn(by) : person.born, 0.015)
  return {
    firstName: named ? slip(by.happens(0.25) ? names.short : names.first, 0.03) : undefined,
    lastName: named || by.happens(0.5) ? slip(last, 0.04) : undefined,
    dateOfBirth: by.happens(birth) ? born : undefined,
    postalCode: by.happens(place) ? slip(home.postalCode, 0.02) : undefined,
  }
}

/** Somebody else's birthday, told by who calls for them. */
const notBorn = (by: Chance) => `${1950 + by.below(50)}-0${1 + by.below(9)}-1${by.below(9)}`

const rawOf = (email?: string, phone?: string, id?: string) => ({
  emails: email === undefined ? [] : [email],
  phones: phone === undefined ? [] : [phone],
  ids: id === undefined ? [] : [id],
})

/** Anonymous as often as not: no cookie, no form. */
const onTheWeb = (by: Chance, person: Person, since: number, home: Household, { carriers }: Places): Saying => {
  const device = by.pickEarly(person.devices) as Device
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
      ...(form && selfOf(by, person, since, home, 0.15, 0.3)),
    },
    ...(by.happens(0.9) && { fingerprint: device.fingerprint }),
    ip: `${network}.${1 + by.below(250)}`,
    userAgent: device.userAgent,
    raw: rawOf(email, phone, id),
  }
}

const call = (by: Chance, person: Person, since: number, home: Household): Saying => {
  const draw = by.next()
  const ownLine = draw < 0.55 ? person.mobile : draw < 0.75 ? home.landline : "anonymous"
  const line = draw > 0.88 && person.office !== undefined ? person.office.switchboard : ownLine
  const id = by.happens(0.5) ? person.crmId : undefined
  const asked = by.happens(0.6)
  const email = asked && by.happens(0.2) ? by.pickEarly(person.emails) : undefined
  return {
    type: "voice",
    address: line,
    custom: { external_id: id, email, ...(asked && selfOf(by, person, since, home, 0.7, 0.6)) },
    raw: rawOf(email, line?.startsWith("+") === true ? line : undefined, id),
  }
}

const mail = (by: Chance, person: Person, since: number): Saying => {
  const email = by.pickEarly(person.emails)
  const { firstName, lastName } = selfOf(by, person, since, person.home, 0, 0)
  return { type: "email", address: email, custom: { firstName, lastName }, raw: rawOf(email) }
}

/** A branch's screen, which everybody uses. */
const atKiosk = (by: Chance, person: Person, since: number, home: Household, { kiosks }: Places): Saying => {
  const kiosk = by.pick(kiosks)
  const id = by.happens(0.3) ? person.crmId : undefined
  return {
    type: "webchat",
    custom: { external_id: id, ...(by.happens(0.6) && selfOf(by, person, since, home, 0.6, 0.4)) },
    fingerprint: kiosk.fingerprint,
    ip: `${kiosk.network}.7`,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    raw: rawOf(undefined, undefined, id),
  }
}

/** Under the firm's mailbox, or one's own where there is none. */
const fromOffice = (by: Chance, person: Person, since: number, home: Household): Saying => {
  const email = person.office?.mailbox ?? by.pickEarly(person.emails)
  const id = by.happens(0.3) ? person.crmId : undefined
  return {
    type: "email",
    address: email,
    custom: { external_id: id, ...selfOf(by, person, since, home, 0, 0.2) },
    raw: rawOf(email, undefined, id),
  }
}
