/** A story as data: what people and vendors do, and how bad the weather is. Everything else follows from the seed. */
export interface Story {
  readonly seed: number
  readonly acts: ReadonlyArray<Act>
  readonly weather: Weather
  /** The CRMs that persons are synced to, and whether what changes there is read. */
  readonly sinks: "salesforce" | "salesforce,servicenow"
  readonly reads: "off" | "changes"
  /** Processes of each service beyond the first. */
  readonly second: ReadonlyArray<"ingress-redactor" | "resolver" | "crm-sync">
  /** Whether Genesys' external contacts are told of persons. */
  readonly contacts: "off" | "enrich"
  /** Whose queues they are: the embedded ones hold nothing that a message which waits would say, too. */
  readonly queues: "pubsub" | "embedded"
  /** Steps that are spared the weather, by their names: how a story is made shorter. */
  readonly spared?: ReadonlyArray<string>
  /** Crashes at steps counted from 1, beside the weather's. */
  readonly crashes?: ReadonlyArray<Crash>
}

export interface Crash {
  readonly step: number
  readonly when: "before" | "after"
}

/** What can happen to one step of a process: to a call of the store, of a topic, of a vendor. */
export const fates = ["requestLost", "answerLost", "crashBefore", "crashAfter", "late"] as const
export type Fate = (typeof fates)[number]

/** How often, between 0 and 1, each trouble meets what it can meet. */
export interface Weather {
  /** Milliseconds that a step takes, as a rule. */
  readonly latency: number
  readonly steps: Readonly<Partial<Record<Fate, number>>>
  /** What was written to a vendor, or is about to be, is noted late: others write meanwhile. */
  readonly slowNotes: number
  /** A vendor answers 429, 500 or 503. */
  readonly vendorErrors: number
  /** A delivery was answered, and the broker never heard of it. */
  readonly lostAcks: number
  /** The sender posts its event again though it was accepted. */
  readonly resent: number
  /** Messages that no process of the old release can consume, until it is replaced. */
  readonly poison: number
  /** Milliseconds by which messages and posts overtake each other. */
  readonly disorder: number
  /** Milliseconds by which the clocks of processes are off, up to. */
  readonly skew: number
  /** How much of the time an ingress is overloaded. */
  readonly pressed: number
}

/** `at`: milliseconds from the beginning. Names are those of the laws' histories: `e1` an email, `p2` a phone, … */
export type Act = { readonly at: number } & (
  | {
      readonly does: "says"
      readonly interaction: string
      readonly dialect: "guide" | "eventbridge"
      readonly kind: "opened" | "updated" | "linked" | "ended"
      readonly says: ReadonlyArray<string>
      readonly links: ReadonlyArray<string>
      readonly tier?: string
      /** Milliseconds by which the event is older than its arrival. */
      readonly age: number
    }
  | { readonly does: "erases"; readonly whom: string }
  | { readonly does: "breaks" | "mends"; readonly vendor: VendorName }
  | { readonly does: "expires sessions"; readonly vendor: VendorName }
  | { readonly does: "replays" | "runs tasks" | "restarts everything" | "changes the pepper" | "re-keys" }
  | { readonly does: "edits a contact"; readonly tier: string }
  | { readonly does: "activates a policy"; readonly policy: "tight" | "default" }
)

export type Says = Extract<Act, { readonly does: "says" }>

export type VendorName = "genesys" | "salesforce" | "servicenow"
