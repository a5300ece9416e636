import { readFileSync } from "node:fs"
import { join } from "node:path"
import { readEnvironment } from "@kith/core/settings/Environment"
import { httpUrl } from "@kith/core/settings/Fragments"
import { keptSecrets } from "@kith/local/Secrets"
import { Context, Effect, Option, Redacted } from "effect"
import { TokenFile, Url, WebhookTokenFile, WebhookUrl } from "./flags.ts"
import { Stopped } from "./Stopped.ts"
import { CommandLineEnvironment } from "./settings.ts"

interface Wanted {
  readonly url: string
  readonly webhookUrl: string
  /** Fails where there is none, saying how to give one. */
  readonly token: Effect.Effect<Redacted.Redacted, Stopped>
  readonly webhookToken: Effect.Effect<Redacted.Redacted, Stopped>
  readonly dataDirectory: string
}

/** Where Kith is, and by which tokens it is spoken to. */
export class Connection extends Context.Service<Connection, Wanted>()("@kith/cli/Connection") {}

export const isLoopback = (url: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname)

/** From the flags, else from the environment, else from what `pnpm start` keeps beside its data, for this machine only. */
export const connect = Effect.gen(function* () {
  const environment = yield* readEnvironment(CommandLineEnvironment, process.env).pipe(
    Effect.mapError(({ problems }) => new Stopped("usage", problems.join("\n"))),
  )
  const url = (yield* urlGiven("--url", yield* Url)) ?? environment.KITH_URL
  const webhookUrl = (yield* urlGiven("--webhook-url", yield* WebhookUrl)) ?? environment.KITH_WEBHOOK_URL ?? url
  const kept = keptSecretsOf(environment.KITH_DATA_DIR)
  return Connection.of({
    url,
    webhookUrl,
    dataDirectory: environment.KITH_DATA_DIR,
    token: tokenFrom(yield* TokenFile, environment.KITH_TOKEN, environment.KITH_TOKEN_FILE, {
      kept: isLoopback(url) ? kept?.CONSOLE_TOKENS : undefined,
      missing: "Set KITH_TOKEN to one of the console's CONSOLE_TOKENS, or name a file that holds it with --token-file.",
    }),
    webhookToken: tokenFrom(
      yield* WebhookTokenFile,
      environment.KITH_WEBHOOK_TOKEN,
      environment.KITH_WEBHOOK_TOKEN_FILE,
      {
        kept: isLoopback(webhookUrl) ? kept?.WEBHOOK_TOKENS : undefined,
        missing:
          "Set KITH_WEBHOOK_TOKEN to one of the webhook's WEBHOOK_TOKENS, or name a file that holds it with --webhook-token-file.",
      },
    ),
  })
})

const urlGiven = (flag: string, given: Option.Option<string>) => {
  if (Option.isNone(given)) return Effect.succeed(undefined)
  const read = httpUrl.safeParse(given.value)
  return read.success
    ? Effect.succeed(read.data)
    : Effect.fail(new Stopped("usage", `${flag} ${read.error.issues[0]?.message}`))
}

const tokenFrom = (
  flag: Option.Option<string>,
  variable: string | undefined,
  file: string | undefined,
  { kept, missing }: { readonly kept: string | undefined; readonly missing: string },
): Effect.Effect<Redacted.Redacted, Stopped> => {
  if (Option.isSome(flag)) return tokenIn(flag.value)
  if (variable !== undefined) return Effect.succeed(Redacted.make(variable))
  if (file !== undefined) return tokenIn(file)
  return kept === undefined ? Effect.fail(new Stopped("usage", missing)) : Effect.succeed(Redacted.make(kept))
}

/** A mistaken file is not quoted: it may hold a token all the same. */
const tokenIn = (file: string) =>
  Effect.try({
    try: () => {
      const text = readFileSync(file, "utf8").trim()
      if (!/^\S{1,4096}$/.test(text)) throw new Error("no token")
      return Redacted.make(text)
    },
    catch: () => new Stopped("usage", `${file} cannot be read, or holds no token.`),
  })

const keptSecretsOf = (directory: string) => {
  try {
    readFileSync(join(directory, "secrets.json"))
    return keptSecrets(directory).secrets
  } catch {
    return undefined
  }
}
