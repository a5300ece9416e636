import type { Input } from "./Samples.ts"
import type { World } from "./World.ts"

/** Milliseconds of the processor for one input: what a service would be held up by it. */
const longestMillis = 500

const said = (body: unknown): string => (typeof body === "string" ? body : (JSON.stringify(body) ?? ""))

const millisOf = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000

/** Ids of interactions are repeated by design: whoever asks has them. Kept bodies are shown to whoever may see them. */
const mayBeRepeated = ({ to, path }: Input) => to === "console" && /^\/(interactions|dead-letters)\b/.test(path)

/** Google's own name of a message is logged by design. */
const withoutMessageIds = (log: string) => log.replaceAll(/"messageId":"[^"]*"/g, "")

/** What is wrong with how an input was dealt with; nothing if all is well. */
export const verdictOn = async (world: World, input: Input): Promise<string | undefined> => {
  const began = process.threadCpuUsage()
  const response = await world.answer(input)
  const millis = millisOf(process.threadCpuUsage(began))
  const { status, headers = {}, body } = response
  const log = world.logged()
  if (!(status >= 200 && status < 500)) return `answered ${status}: ${log.slice(0, 2000)}`
  if (millis > longestMillis) return `took ${Math.round(millis)} ms of the processor`
  if (withoutMessageIds(log).includes(input.canary)) return `a value is in the log: ${log.slice(0, 2000)}`
  const answered = said([headers, body])
  if (answered.includes(input.canary) && !mayBeRepeated(input))
    return `a value is in the answer: ${answered.slice(0, 500)}`
  return undefined
}
