import type { Call } from "@kith/simulators/CallLog"

/** What was called, without ids. */
const nameOf = ({ method, path }: Call): string => {
  if (path.endsWith("/token")) return "login"
  if (path.includes("/participants/")) return `${method} participant attributes`
  if (path.includes("/interactions/")) return `${method} interaction, the guide's`
  if (path.includes("/Contact/Kith_Id__c/")) return `${method} Contact by our id`
  return `${method} Contact by its own id`
}

const answerOf = ({ status, answerLost }: Call): string => (answerLost ? `${status} lost` : `${status}`)

const counted = (names: ReadonlyArray<string>): ReadonlyArray<readonly [string, number]> =>
  [...new Set(names)].sort().map((name) => [name, names.filter((other) => other === name).length])

/** One row for each kind of call: what, how often, and how it was answered. */
export const summaryOf = (system: string, calls: ReadonlyArray<Call>): ReadonlyArray<ReadonlyArray<string>> =>
  counted(calls.map(nameOf)).map(([name, times]) => {
    const answers = counted(calls.filter((call) => nameOf(call) === name).map(answerOf))
    return [system, name, `${times}`.padStart(4), answers.map(([answer, n]) => `${answer} × ${n}`).join(", ")]
  })
