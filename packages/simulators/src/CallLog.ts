/** One request that a vendor answered, without its bodies: those are asked for by `number`. */
export interface Call {
  /** Counts from 1 in the order of answering. */
  readonly number: number
  /** Epoch milliseconds of arrival. */
  readonly at: number
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly status: number
  readonly idempotencyKey?: string
  /** The vendor did what was asked and the caller never heard of it. */
  readonly answerLost?: true
}

/** As text; `undefined` when there was none or it was too long to keep. */
export interface CallBodies {
  readonly request: string | undefined
  readonly answer: string | undefined
}

export interface CallLog {
  readonly record: (call: Omit<Call, "number">, bodies: CallBodies) => void
  /** The latest calls, oldest first. */
  readonly latest: () => ReadonlyArray<Call>
  /** How many there ever were. */
  readonly total: () => number
  readonly bodies: (number: number) => CallBodies | undefined
}

const keptCalls = 10_000
// A full collections upsert of 200 records fits; 1,000 of the longest pairs stay below 128 MiB.
const keptBodies = 1_000
const longestBody = 64 * 1024

export const makeCallLog = (): CallLog => {
  const calls = new Map<number, Call>()
  const bodies = new Map<number, CallBodies>()
  let total = 0
  return {
    record: (call, { request, answer }) => {
      total += 1
      calls.set(total, { number: total, ...call })
      calls.delete(total - keptCalls)
      bodies.set(total, { request: ifShort(request), answer: ifShort(answer) })
      bodies.delete(total - keptBodies)
    },
    latest: () => [...calls.values()],
    total: () => total,
    bodies: (number) => bodies.get(number),
  }
}

const ifShort = (body: string | undefined): string | undefined =>
  body === undefined || body.length > longestBody ? undefined : body
