import type { Chance } from "./Chance.ts"
import { type Names, names } from "./Names.ts"

/** The people behind the traffic, where they live and work, and what they call with. */

export interface Device {
  readonly fingerprint: string
  readonly userAgent: string
  readonly cookie: string
}

export interface Household {
  readonly network: string
  readonly landline: string | undefined
  readonly postalCode: string
}

export interface Office {
  readonly network: string
  readonly switchboard: string
  readonly mailbox: string
}

export interface Person {
  readonly number: number
  readonly names: Names
  /** `yyyy-mm-dd` */
  readonly born: string
  readonly crmId: string | undefined
  readonly emails: ReadonlyArray<string>
  readonly mobile: string
  readonly devices: ReadonlyArray<Device>
  /** A tablet that the whole household uses. */
  readonly familyDevice: Device | undefined
  /** Where they live now, and where they will, from the time on. */
  readonly home: Household
  readonly moves: { readonly at: number; readonly to: Household } | undefined
  readonly marriesAt: number | undefined
  readonly office: Office | undefined
  /** How many conversations they have. */
  readonly conversations: number
}

export const days = 540
export const dayMillis = 24 * 3600 * 1000

const userAgents = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
]

const hex = (by: Chance, length: number) => Array.from({ length }, () => by.below(16).toString(16)).join("")
const network = (by: Chance) => `${by.pick([79, 84, 91, 93, 188])}.${by.below(250)}.${by.below(250)}`

/** Models of telephones whose fingerprints are all alike. */
const alike = (by: Chance) => Array.from({ length: 12 }, () => hex(by, 32))

/** Kiosks, carriers and whatever else is nobody's own. */
export const places = (by: Chance) => ({
  alike: alike(by),
  carriers: Array.from({ length: 8 }, () => network(by)),
  kiosks: Array.from({ length: 3 }, () => ({ fingerprint: hex(by, 32), network: network(by) })),
})
export type Places = ReturnType<typeof places>

export const population = (by: Chance, size: number, { alike }: Places): ReadonlyArray<Person> => {
  const streets = Array.from({ length: Math.ceil(size / 6) }, () => network(by))
  const postalCodes = Array.from({ length: Math.ceil(size / 12) }, () => by.pick(["1", "2", "4", "8"]) + by.digits(4))
  const household = (): Household => ({
    network: by.pick(streets),
    landline: by.happens(0.6) ? `+4930${2 + by.below(7)}${by.digits(7)}` : undefined,
    postalCode: by.pickEarly(postalCodes),
  })
  const offices = Array.from(
    { length: Math.max(1, Math.floor(size / 150)) },
    (_, n): Office => ({
      network: network(by),
      switchboard: `+4989${2 + by.below(7)}${by.digits(7)}`,
      mailbox: `${by.pick(["info", "office", "einkauf", "team"])}@firm${n}.example`,
    }),
  )
  const device = (): Device => ({
    fingerprint: by.happens(0.05) ? by.pick(alike) : hex(by, 32),
    userAgent: by.pickEarly(userAgents),
    cookie: hex(by, 24),
  })
  const people: Array<Person> = []
  while (people.length < size) {
    const home = household()
    const family = names(by)
    const members = Math.min(size - people.length, by.pick([1, 1, 2, 2, 2, 3, 4]))
    const shared = by.happens(0.3) ? device() : undefined
    const year = 1940 + by.below(62)
    for (let member = 0; member < members; member++) {
      const own = names(by)
      const number = people.length
      const named = by.happens(0.8) ? { ...own, last: family.last } : own
      const generation = member < 2 ? year + by.below(8) : Math.min(2006, year + 22 + by.below(12))
      const mailbox = `${named.first}.${named.last}${number}`.normalize("NFKD").replaceAll(/[^A-Za-z0-9.]/g, "")
      people.push({
        number,
        names: named,
        born: bornIn(by, generation),
        crmId: by.happens(0.7) ? `C-${100_000 + number}` : undefined,
        emails: [
          `${mailbox.toLowerCase()}@mail.example`,
          ...(by.happens(0.3) ? [second(by, mailbox.toLowerCase())] : []),
        ],
        mobile: `+49151${by.digits(8)}`,
        devices: Array.from({ length: by.pick([1, 1, 2, 2, 3]) }, device),
        familyDevice: members === 1 ? undefined : shared,
        home,
        moves: by.happens(0.1) ? { at: by.below(days) * dayMillis, to: household() } : undefined,
        marriesAt: by.happens(0.04) ? by.below(days) * dayMillis : undefined,
        office: by.happens(0.3) ? by.pick(offices) : undefined,
        conversations: 1 + Math.floor(-4 * Math.log(1 - by.next())),
      })
    }
  }
  return people
}

/** The same mailbox with somebody else, as often as a name made up. */
const second = (by: Chance, mailbox: string): string =>
  by.happens(0.4) ? `${mailbox}@web.example` : `u${hex(by, 8)}@web.example`

const bornIn = (by: Chance, year: number): string =>
  `${year}-${String(1 + by.below(12)).padStart(2, "0")}-${String(1 + by.below(28)).padStart(2, "0")}`
