import { Command } from "effect/cli"
import { activatePolicy, rollbackPolicy } from "./ActivatePolicy.ts"
import { previewPolicy } from "./PreviewPolicy.ts"
import { showPolicy } from "./ShowPolicy.ts"

export const policy = Command.make("policy").pipe(
  Command.withDescription("By which rules people become one, and what other rules would make of everybody"),
  Command.withSubcommands([showPolicy, previewPolicy, activatePolicy, rollbackPolicy]),
)
