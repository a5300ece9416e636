import { readFileSync } from "node:fs"
import { parseJson } from "@kith/core/http/Json"
import { Effect, Option, Redacted } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { HttpClientRequest } from "effect/http"
import * as z from "zod"
import { type Answer, ask, refusalOf } from "../api/Ask.ts"
import { exchange } from "../api/Exchange.ts"
import { Connection } from "../Connection.ts"
import { dryRun, toggle, unmask } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { show, tell } from "../show/Show.ts"
import { chapters, facts, plain, plural, table } from "../show/Text.ts"

const told = (name: string, says: string) => Flag.String(name).pipe(Flag.withDescription(says), Flag.optional)

export const send = Command.make(
  "send",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("What a sender would post; - or nothing: stdin"),
      Argument.withDefault("-"),
    ),
    dialect: told("dialect", "How it is to be read, where that is not to be told from it"),
    topic: told("topic", "The topic of a workflow's event, which stands beside its body"),
    lines: toggle("lines").pipe(Flag.withDescription("Each line is an event of its own, sent one after the other")),
    dryRun,
    unmask,
  },
  Effect.fnUntraced(function* ({ file, lines, ...how }) {
    const text = yield* textIn(file)
    const dialect = Option.getOrUndefined(how.dialect)
    const topic = Option.getOrUndefined(how.topic)
    if (how.dryRun) {
      if (lines) return yield* Effect.fail(new Stopped("usage", "--dry-run takes one event, not --lines."))
      const order = { body: text, unmask: how.unmask, ...(dialect && { dialect }), ...(topic && { topic }) }
      const answer = yield* ask("POST /try", { body: order })
      yield* show(answer, () => triedLines(answer))
      if (answer.status >= 400) yield* Effect.fail(new Stopped("refused", "The webhook would not take it."))
      return
    }
    if (lines) return yield* sendLines(text, dialect, topic)
    const answer = yield* post(text, dialect, topic)
    yield* show(answer, () => sentLines(answer))
  }),
).pipe(
  Command.withDescription(
    "Posts an event to the webhook; with --dry-run it is decoded, redacted and resolved, and forgotten",
  ),
  Command.withExamples([
    { command: "kith send event.json" },
    { command: "kith send event.json --dry-run", description: "Who it would be, step by step" },
    { command: "kith send --lines < events.jsonl" },
  ]),
)

const textIn = (file: string) =>
  Effect.try({
    try: () => readFileSync(file === "-" ? 0 : file, "utf8"),
    catch: () => new Stopped("usage", file === "-" ? "Nothing comes by stdin." : `${file} cannot be read.`),
  })

const Accepted = z.object({
  accepted: z.literal(true),
  eventId: z.string().max(64),
  disposition: z.enum(["accepted", "suppressed", "irrelevant"]),
})
type Accepted = z.infer<typeof Accepted>

const post = Effect.fnUntraced(function* (text: string, dialect: string | undefined, topic: string | undefined) {
  const { webhookUrl, webhookToken } = yield* Connection
  const path = dialect === undefined ? "" : `/${encodeURIComponent(dialect)}`
  const query = topic === undefined ? "" : `?${new URLSearchParams({ topic })}`
  const said = yield* exchange(
    HttpClientRequest.post(`${webhookUrl}/webhooks/genesys${path}${query}`).pipe(
      HttpClientRequest.bearerToken(Redacted.value(yield* webhookToken)),
      HttpClientRequest.bodyText(text, "application/json"),
    ),
  )
  const read = Accepted.safeParse(parseJson(said.text))
  return said.status === 202 && read.success ? read.data : yield* Effect.fail(refusalOf(said))
})

const sendLines = Effect.fnUntraced(function* (text: string, dialect?: string, topic?: string) {
  const events = text.split("\n").filter((line) => line.trim() !== "")
  const counts = { accepted: 0, suppressed: 0, irrelevant: 0, refused: 0 }
  const refused: Array<{ readonly line: number; readonly reason: string }> = []
  for (const [i, event] of events.entries()) {
    const answer = yield* post(event, dialect, topic).pipe(
      Effect.catchIf(
        ({ why }) => why === "refused",
        (problem) => Effect.succeed(problem),
      ),
    )
    if (answer instanceof Stopped) refused.push({ line: i + 1, reason: answer.message })
    counts[answer instanceof Stopped ? "refused" : answer.disposition] += 1
    if ((i + 1) % 100 === 0) yield* tell(`${i + 1} of ${events.length} sent`)
  }
  yield* show({ ...counts, refusals: refused }, () => [
    ...facts(Object.entries(counts)),
    ...refused.slice(0, 20).map(({ line, reason }) => `event ${line}: ${plain(reason)}`),
  ])
  if (refused.length > 0)
    yield* Effect.fail(new Stopped("refused", `${plural(refused.length, "event")} of ${events.length} refused.`))
})

const sentLines = ({ eventId, disposition }: Accepted) =>
  chapters(
    facts([
      ["Event", eventId],
      ["Disposition", disposition],
    ]),
    [`What became of it: kith event ${eventId}`],
  )

export const triedLines = (answer: Answer<"POST /try">): ReadonlyArray<string> =>
  chapters(
    [`The webhook would answer ${answer.status}; it would end as ${answer.disposition}. Nothing was stored.`],
    table(
      ["step", "outcome", "what happened"],
      answer.steps.map((it) => [it.step, it.outcome, it.sentence]),
    ),
    [
      "Who it would be",
      table(
        ["customer id", "tier", "confidence", "because"],
        answer.decided.map((it) => [it.customerId, it.resolutionTier, it.confidence, it.because[0]?.sentence]),
      ),
    ],
  )
