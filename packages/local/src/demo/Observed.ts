import type { Centre } from "./Centre.ts"
import type { Expected, ExpectedCustomer, ExpectedForgotten } from "./Expected.ts"
import { attributesIn } from "./InStep.ts"
import type { Played } from "./Play.ts"
import {
  type DeadLetter,
  type Interaction,
  type Ledger,
  type Profile,
  readDeadLetters,
  readInteraction,
  readLedger,
  readProfile,
  searchProfile,
} from "./Readings.ts"

/** An interaction as the console and the Genesys org have it. */
export interface ObservedInteraction extends Interaction {
  readonly id: string
  /** Whom the console names for the id, perhaps a former one, that the org holds. */
  readonly inGenesys: string | undefined
  readonly tierInGenesys: string | undefined
}

export interface ObservedCustomer {
  readonly name: string
  readonly interactions: ReadonlyArray<ObservedInteraction>
  readonly profile: Profile
}

export interface Observed {
  readonly events: ReadonlyArray<Pick<Played, "at" | "who" | "becomes" | "became">>
  readonly customers: ReadonlyArray<ObservedCustomer>
  readonly contacts: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly deadLetters: ReadonlyArray<DeadLetter>
  readonly ledger: Ledger
  /** Events that our own write-backs raised in the org; each came to the webhook as well. */
  readonly echoes: number
}

/** Looks at everything that is expected of anybody. */
export const observe = async (
  centre: Centre,
  events: ReadonlyArray<Played>,
  { customers, forgotten }: Expected,
): Promise<Observed> => {
  const observed: Array<ObservedCustomer> = []
  for (const person of [...customers, ...forgotten]) observed.push(await observeCustomer(centre, person))
  return {
    events,
    customers: observed,
    contacts: centre.salesforce.contacts(),
    deadLetters: await readDeadLetters(centre),
    ledger: await readLedger(centre),
    echoes: echoesOf(centre),
  }
}

const echoesOf = ({ genesys }: Centre): number =>
  genesys.calls().filter(({ method, status }) => method === "PATCH" && status < 300).length

const observeCustomer = async (
  centre: Centre,
  person: ExpectedCustomer | ExpectedForgotten,
): Promise<ObservedCustomer> => {
  const interactions: Array<ObservedInteraction> = []
  for (const id of person.interactions) interactions.push(await observeInteraction(centre, id))
  const customerId = interactions.find((one) => one.customerId !== undefined)?.customerId
  const profile =
    "email" in person ? await searchProfile(centre, person.email) : await readProfile(centre, customerId ?? "nobody")
  return { name: person.name, interactions, profile }
}

const observeInteraction = async (centre: Centre, id: string): Promise<ObservedInteraction> => {
  const { customerId, customerTier } = attributesIn(centre, id)
  const named = customerId === undefined ? undefined : await readProfile(centre, customerId)
  return {
    ...(await readInteraction(centre, id)),
    id,
    inGenesys: named?.erased === true ? "erased" : named?.customerId,
    tierInGenesys: customerTier,
  }
}
