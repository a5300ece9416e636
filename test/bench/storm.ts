import { claimsOf } from "../storm/Claims.ts"
import { shortStorm, wholeStorm } from "../storm/Plan.ts"
import { playStorm } from "../storm/Storm.ts"
import { onRealTime, onVirtualTime } from "../storm/VirtualTime.ts"

/**
 * 5,000 conversations in a minute against a Genesys that takes 300 calls a minute and a CRM that is away for 20 seconds of
 * it, on virtual time. With `--real` a tenth of that, as many a second, on the clock on the wall: some two minutes. Exits
 * with 1 where a claim does not hold.
 */

const isReal = process.argv.includes("--real")
const played = isReal ? shortStorm : wholeStorm
const started = performance.now()
const figures = isReal ? await onRealTime(80, playStorm(played)) : await onVirtualTime(80, playStorm(played))
const { conversations, genesys, crm, seconds } = figures

const line = (what: string, value: number | string) => console.log(`${what.padEnd(64)} ${String(value).padStart(9)}`)
line(`conversations within ${played.within / 1000} s`, played.conversations)
line("  live at the end, with their newest reference", conversations.liveWithNewest)
line("  live at the end, without it", conversations.liveWithout)
line("  ended, with a reference in time", conversations.overInTime)
line("    of these: a later change of it came too late, and is recorded", genesys.changesTooLate)
line("  ended before their turn, and recorded as come too late", conversations.overTooLate)
line("  ended while the call was on its way", conversations.overOnItsWay)
line("  none of these", conversations.unaccounted)
line(`Genesys: calls (${played.allowedPerMinute} a minute allowed)`, genesys.calls)
line("Genesys: references and changes of them", genesys.changes)
line("Genesys: calls over the rate", genesys.overTheRate)
line("Genesys: calls refused otherwise", genesys.otherwiseRefused)
line("CRM: persons with one contact that says what they are now", `${crm.upToDate}/${crm.persons}`)
line("CRM: contacts", crm.contacts)
line("CRM: contacts from before us that were adopted", `${crm.adopted}/${crm.earlier}`)
line(`CRM: calls, ${crm.unanswered} to the dead one included`, crm.calls)
line("CRM: persons for each call", (crm.persons / crm.calls).toFixed(1))
line("over after (s of the storm's time)", seconds)
line("played in (s)", ((performance.now() - started) / 1000).toFixed(1))

const claims = claimsOf(figures)
console.log("")
for (const { claim, holds } of claims) console.log(`${holds ? "holds" : "FAILS"}  ${claim}`)
process.exitCode = claims.every(({ holds }) => holds) ? 0 : 1
