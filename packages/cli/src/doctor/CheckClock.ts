import { look, unknown, unwell, well } from "./Finding.ts"

/** A `Date` header tells whole seconds. */
const withinSeconds = 5
/** Signed assertions and tokens begin to be refused about there. */
const mostSeconds = 60

/** @param now epoch milliseconds, when the answer came; @param date the answer's `Date` header */
export const checkClock = (whose: string, date: string | undefined, now: number) => {
  const check = `clock of ${whose}`
  const told = Date.parse(date ?? "")
  if (Number.isNaN(told)) return unknown(check, "Its answer does not tell the time.")
  const seconds = Math.round((told + 500 - now) / 1000)
  const apart = `It is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} this machine's.`
  if (Math.abs(seconds) > mostSeconds)
    return unwell(check, apart, "Set the clocks by NTP: tokens are refused, and events are dated wrongly.")
  if (Math.abs(seconds) > withinSeconds) return look(check, apart, "Set the clocks by NTP.")
  return well(check, `It agrees with this machine's within ${withinSeconds} s.`)
}
