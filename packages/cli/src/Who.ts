import { readFileSync } from "node:fs"
import type { Side, subject } from "@kith/console/api/Naming"
import { Effect } from "effect"
import { Argument } from "effect/cli"
import type * as z from "zod"
import { ask } from "./api/Ask.ts"
import { Stopped } from "./Stopped.ts"

/** How somebody is named on the command line: by one text, whose form says what it is, or a word before it. */

export const who = (name: string) =>
  Argument.String(name).pipe(
    Argument.withDescription(
      "A customer id, interaction id, email address, phone number, namespace:id of a CRM, or key; or one of these behind customer:, interaction:, email:, phone:, visitor:, crm: or key:. - reads it from stdin, so that it stands in no list of processes",
    ),
  )

/** What is written, or stdin where that is `-`. */
export const written = (argument: string): Effect.Effect<string, Stopped> => {
  if (argument !== "-") return Effect.succeed(argument.trim())
  return Effect.try({
    try: () => readFileSync(0, "utf8").trim(),
    catch: () => new Stopped("usage", "Nothing comes by stdin."),
  }).pipe(
    Effect.filterOrFail(
      (text) => text !== "",
      () => new Stopped("usage", "Nothing comes by stdin."),
    ),
  )
}

const words = ["customer", "interaction", "email", "phone", "visitor", "crm", "key"] as const
type As = (typeof words)[number] | "id"

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const key = /^[\w.-]+:[0-9a-f]{8}:[\w-]{22}$/

/** `id`: a customer's or an interaction's. */
export const readWho = (text: string): { readonly as: As; readonly text: string } => {
  if (key.test(text)) return { as: "key", text }
  const [, word, rest = ""] = /^([a-z]+):(.+)$/.exec(text) ?? []
  const told = words.find((one) => one === word)
  if (told !== undefined) return { as: told, text: rest }
  if (text.includes("@")) return { as: "email", text }
  if (/^(tel:)?\+?[\d\s().-]{6,}$/.test(text)) return { as: "phone", text }
  if (/^[a-z0-9_-]{1,32}:\S/.test(text)) return { as: "crm", text }
  return uuid.test(text) ? { as: "id", text } : { as: "interaction", text }
}

/** One side of a comparison. An id that is a customer's is taken for that, any other for an interaction's. */
export const sideOf = Effect.fnUntraced(function* (argument: string) {
  const { as, text } = readWho(yield* written(argument))
  const side = namedAs(as, text)
  if (side !== undefined) return side
  const { readAs } = yield* ask("POST /search", { body: { text } })
  return readAs.includes("customerId") ? { customerId: text } : { interactionId: text }
})

const namedAs = (as: As, text: string): z.input<typeof Side> | undefined => {
  switch (as) {
    case "customer":
      return { customerId: text }
    case "interaction":
      return { interactionId: text }
    case "email":
      return { email: text }
    case "phone":
      return { phone: text }
    case "visitor":
      return { kind: "visitor", value: text }
    case "crm":
      return { crm: text }
    case "key":
      return { key: text as `${string}:${string}` }
    case "id":
      return undefined
  }
}

/** Whom an order is about; only what the law lets a request name somebody by. */
export const subjectOf = Effect.fnUntraced(function* (argument: string) {
  const { as, text } = readWho(yield* written(argument))
  const named: Partial<Record<As, { readonly [Name in keyof typeof subject]?: string }>> = {
    customer: { customerId: text },
    id: { customerId: text },
    email: { email: text },
    phone: { phone: text },
    crm: { crm: text },
  }
  const order = named[as]
  return (
    order ??
    (yield* Effect.fail(
      new Stopped("usage", "Name the person by customer id, email address, phone number or namespace:id."),
    ))
  )
})

/** Everybody a text may mean, for commands about one person: found by an interaction or by what identifies them. */
export const findOne = Effect.fnUntraced(function* (argument: string) {
  const { as, text } = readWho(yield* written(argument))
  const { persons, erased } = yield* ask("POST /search", { body: { text } })
  if (erased) return yield* Effect.fail(new Stopped("notFound", "That was somebody who has been forgotten."))
  const [first, second] = persons
  if (first === undefined) return { found: undefined, as, text }
  if (second !== undefined && first.as !== "interaction") {
    const likely = persons.map(({ customerId, confidence }) => `  ${customerId}  ${Math.round(confidence * 100)} %`)
    const message = ["Several persons share it; name one by customer id:", ...likely].join("\n")
    return yield* Effect.fail(new Stopped("refused", message))
  }
  return { found: first, as, text }
})
