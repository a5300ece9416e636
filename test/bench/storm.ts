import { type StormPlan, wholeStorm } from "../storm/Plan.ts"
import { playStorm } from "../storm/Storm.ts"
import { onRealTime, onVirtualTime } from "../storm/VirtualTime.ts"

/**
 * 5,000 conversations in a minute against a Genesys that takes 300 calls a minute and a CRM that is away for 20 seconds of
 * it, on virtual time. With `--real` a storm of a sixtieth of that, on the clock on the wall: some two minutes.
 */

const small: StormPlan = {
  ...wholeStorm,
  conversations: 84,
  within: 6_000,
  longestCall: 60_000,
  allowedPerMinute: 40,
  crmDown: { from: 2_000, to: 4_000 },
}

const isReal = process.argv.includes("--real")
const started = performance.now()
const { seconds, genesys, crm } = isReal
  ? await onRealTime(80, playStorm(small))
  : await onVirtualTime(80, playStorm(wholeStorm))
const played = isReal ? small : wholeStorm

const line = (what: string, value: number | string) => console.log(`${what.padEnd(56)} ${String(value).padStart(9)}`)
line(`conversations within ${played.within / 1000} s`, played.conversations)
line(`over after (s of the storm's time)`, seconds)
line(`Genesys: calls (${played.allowedPerMinute} a minute allowed)`, genesys.calls)
line("Genesys: calls over the budget or refused", genesys.refused)
line("Genesys: live conversations with their newest reference", `${genesys.liveWithReference}/${genesys.live}`)
line("Genesys: ended conversations that got one in time", `${genesys.overWithReference}/${genesys.over}`)
line("Genesys: recorded as come too late", genesys.recordedAsExpired)
line("Genesys: written after the end", genesys.writtenAfterTheEnd)
line("CRM: persons with their contact", `${crm.upToDate}/${crm.persons}`)
line("CRM: contacts", crm.contacts)
line("CRM: calls, those to the dead one included", crm.calls)
line("CRM: persons for each call", (crm.persons / crm.calls).toFixed(1))
line("played in (s)", ((performance.now() - started) / 1000).toFixed(1))
