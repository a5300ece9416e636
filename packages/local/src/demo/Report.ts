import { summaryOf } from "./Calls.ts"
import type { Centre } from "./Centre.ts"
import { withoutEchoes } from "./Compare.ts"
import type { Observed, ObservedCustomer, ObservedInteraction } from "./Observed.ts"
import { percentile } from "./Percentiles.ts"
import type { Played } from "./Play.ts"
import { bad, bold, dim, good, heading, millis, print, printTable } from "./Print.ts"

/** What came of the morning, for people. */
export const report = (centre: Centre, played: ReadonlyArray<Played>, observed: Observed): void => {
  reportCustomers(observed)
  heading("What was called")
  printTable([...summaryOf("Genesys", apiCalls(centre)), ...summaryOf("Salesforce", centre.salesforce.calls())])
  heading("How long it took")
  printTable([
    ["", "events", "   p50", "   p95", "   p99", "   max"],
    latencies(
      "webhook acknowledgement",
      played.map(({ acknowledgedMillis }) => acknowledgedMillis),
    ),
    latencies(
      "event to write-back seen by Genesys",
      played.flatMap(({ writtenBackMillis }) => writtenBackMillis ?? []),
    ),
  ])
  heading("What was kept for replay")
  printTable(
    observed.deadLetters.map(({ origin, reason, detail = "", state }) => [
      state,
      reason,
      "webhook" in origin ? origin.webhook : origin.subscription,
      detail,
    ]),
  )
  reportLedger(observed)
}

const apiCalls = ({ genesys }: Centre) => [...genesys.logins(), ...genesys.calls()]

const latencies = (name: string, values: ReadonlyArray<number>): ReadonlyArray<string> => [
  name,
  `${values.length}`.padStart(6),
  ...[50, 95, 99, 100].map((percent) => millis(percentile(values, percent)).padStart(6)),
]

const reportCustomers = (observed: Observed): void => {
  heading("Who they turned out to be, and because of what")
  for (const customer of observed.customers) {
    print(`  ${bold(customer.name)}  ${factsOf(customer, observed).join("  ")}`)
    printTable(customer.interactions.flatMap(told), "    ")
  }
}

const factsOf = ({ profile }: ObservedCustomer, { contacts }: Observed): ReadonlyArray<string> => {
  if (profile.erased === true) return ["forgotten"]
  const { customerId, email, phone, customerTier } = profile
  const contact = contacts.find((one) => one["Kith_Id__c"] === customerId)
  const named = [contact?.["FirstName"], contact?.["LastName"]].filter((part) => part !== undefined).join(" ")
  const former = contacts.filter((one) => one["Kith_Merged_Into__c"] === customerId).length
  return [
    ...[customerId?.slice(0, 8), email, phone, customerTier].filter((fact) => fact !== undefined),
    contact === undefined ? "no contact" : `contact ${contact["Id"]} “${named}”`,
    ...(former === 0 ? [] : [`${former} former contact`]),
  ]
}

const told = (interaction: ObservedInteraction): ReadonlyArray<ReadonlyArray<string>> => {
  const { id, status, resolutionTier, confidence = 0, because, refused } = interaction
  const name = id.length > 16 ? `${id.slice(0, 15)}…` : id
  if (status !== "resolved") return [[name, status]]
  const [strongest, ...more] = because
  const also = more.length === 0 ? "" : ` Also: ${more.map(({ kind }) => kind).join(", ")}.`
  return [
    [name, `tier ${resolutionTier}`, confidence.toFixed(2), `${strongest?.sentence ?? ""}${also}`],
    ...refused.map(({ rule, kind = "value" }) => [
      "",
      "",
      "",
      `Not joined with somebody else: ${reasons[rule]?.(kind) ?? rule}.`,
    ]),
  ]
}

/** Of joins that were refused, by the rule that forbade them. */
const reasons: Readonly<Record<string, (kind: string) => string>> = {
  exclusive: (kind) => `nobody has two of ${kind}`,
  limit: (kind) => `nobody has so many of ${kind}`,
  shared: (kind) => `the ${kind} is several people's`,
  ban: () => "they were told apart by hand",
}

const reportLedger = (observed: Observed): void => {
  const { ledger, echoes } = observed
  const { irrelevant } = withoutEchoes(observed)
  const { invalid, unauthenticated, tooLarge, shed } = ledger.rejected
  heading("The ledger: every accepted event has one end")
  printTable([
    ["accepted", `${ledger.accepted}`.padStart(4), ""],
    ["  applied", `${ledger.applied}`.padStart(4), ""],
    ["  duplicate", `${ledger.duplicate}`.padStart(4), ""],
    [
      "  irrelevant",
      `${ledger.irrelevant}`.padStart(4),
      `${irrelevant} of the morning's, ${echoes} echoes of our own write-backs`,
    ],
    ["  refused", `${ledger.refused}`.padStart(4), ""],
    ["  suppressed", `${ledger.suppressed}`.padStart(4), ""],
    ["  dead-lettered", `${ledger.deadLettered}`.padStart(4), ""],
    ["  pending", `${ledger.pending}`.padStart(4), ledger.balanced ? "it balances" : "IT DOES NOT BALANCE"],
    [
      "rejected",
      `${invalid + unauthenticated + tooLarge + shed}`.padStart(4),
      `invalid ${invalid}, unauthenticated ${unauthenticated}, too large ${tooLarge}, shed ${shed}`,
    ],
  ])
}

/** The last word: whether all of it is as it has to be. */
export const verdict = (differences: ReadonlyArray<string>, played: ReadonlyArray<Played>, seconds: number): void => {
  heading(differences.length === 0 ? good("Everything is as expected.") : bad("Not everything is as expected:"))
  for (const difference of differences) print(`  ${difference}`)
  print(dim(`  ${played.length} events in ${seconds.toFixed(1)} s`))
}
