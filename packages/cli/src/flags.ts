import { Flag, GlobalFlag } from "effect/cli"

/** Flags that every command takes, before or behind its name. */

export const Url = GlobalFlag.Setting("url")({
  flag: Flag.String("url").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription("The console; else KITH_URL, else http://127.0.0.1:8080"),
    Flag.optional,
  ),
})

export const WebhookUrl = GlobalFlag.Setting("webhook-url")({
  flag: Flag.String("webhook-url").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription(
      "The webhook's service where it is another one; else KITH_WEBHOOK_URL, else the console's URL",
    ),
    Flag.optional,
  ),
})

export const TokenFile = GlobalFlag.Setting("token-file")({
  flag: Flag.String("token-file").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("A file that holds the console's token; else KITH_TOKEN, else KITH_TOKEN_FILE"),
    Flag.optional,
  ),
})

export const WebhookTokenFile = GlobalFlag.Setting("webhook-token-file")({
  flag: Flag.String("webhook-token-file").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("A file that holds the webhook's; else KITH_WEBHOOK_TOKEN, else KITH_WEBHOOK_TOKEN_FILE"),
    Flag.optional,
  ),
})

export const Json = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withDescription("One JSON value on stdout; so it is, too, where stdout is no terminal (--no-json: tables)"),
    Flag.optional,
  ),
})

export const everywhere = [Url, WebhookUrl, TokenFile, WebhookTokenFile, Json] as const

/** Flags that several commands have in common. */

/** Off unless it is said. */
export const toggle = (name: string) => Flag.Boolean(name).pipe(Flag.withDefault(false))

export const dryRun = toggle("dry-run").pipe(Flag.withDescription("Only says what would happen"))
export const unmask = toggle("unmask").pipe(
  Flag.withDescription("Shows values of people as they are; written to the audit log"),
)
export const yes = toggle("yes").pipe(
  Flag.withAlias("y"),
  Flag.withDescription("Does it without asking; needed where nobody can be asked"),
)
