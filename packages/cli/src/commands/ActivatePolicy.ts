import type { ActivationAnswer } from "@kith/console/api/Policies"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { ask } from "../api/Ask.ts"
import { dryRun, toggle, yes } from "../flags.ts"
import { policyFile, policyIn } from "../PolicyFile.ts"
import { confirmed, show, tell } from "../show/Show.ts"
import { chapters } from "../show/Text.ts"
import { differenceLines, followRecount, recountLine } from "./ShowPolicy.ts"

const how = {
  reason: Flag.String("reason").pipe(
    Flag.map((reason) => reason.trim()),
    Flag.filter(
      ({ length }) => length >= 1 && length <= 300,
      () => "must have 1 to 300 characters",
    ),
    Flag.withDescription("Why; it is kept with the version"),
  ),
  basedOn: Flag.Int("based-on").pipe(
    Flag.withDescription("Refused if another version is in force by now: the one that a preview was compared with"),
    Flag.optional,
  ),
  noWait: toggle("no-wait").pipe(Flag.withDescription("Orders it, and does not follow history")),
  dryRun,
  yes,
}

export const activatePolicy = Command.make(
  "activate",
  { file: policyFile, ...how },
  Effect.fnUntraced(function* ({ file, ...asked }) {
    const policy = yield* policyIn(file)
    yield* carryOut(asked, (order) => ask("POST /policies", { body: { policy, ...order } }))
  }),
).pipe(
  Command.withDescription(
    "Lets a policy decide on new events at once, and follows the recount of history; --dry-run says what would be otherwise",
  ),
  Command.withExamples([{ command: 'kith policy activate policy.json --reason "A desk shares its phone"' }]),
)

export const rollbackPolicy = Command.make(
  "rollback",
  {
    version: Argument.Int("version").pipe(
      Argument.filter(
        (version) => version >= 0,
        () => "must be a version",
      ),
      Argument.withDescription("The version whose content is to be in force again, as a new version"),
    ),
    ...how,
  },
  Effect.fnUntraced(function* ({ version, ...asked }) {
    yield* carryOut(asked, (order) => ask("POST /policies/rollback", { body: { to: version, ...order } }))
  }),
).pipe(
  Command.withDescription("Lets decide again what an earlier version said, and follows the recount of history"),
  Command.withExamples([{ command: 'kith policy rollback 1 --reason "Too bold"' }]),
)

interface Asked {
  readonly reason: string
  readonly basedOn: Option.Option<number>
  readonly noWait: boolean
  readonly dryRun: boolean
  readonly yes: boolean
}
interface Order {
  readonly reason: string
  readonly basedOn?: number
  readonly dryRun?: boolean
}

const carryOut = Effect.fnUntraced(function* <E, R>(
  { reason, noWait, ...asked }: Asked,
  order: (order: Order) => Effect.Effect<ActivationAnswer, E, R>,
) {
  // What was agreed to is what is done: nothing, if another was activated while somebody was being asked.
  const seen = asked.yes ? undefined : (yield* ask("GET /policies")).active.version
  const basedOn = Option.getOrElse(asked.basedOn, () => seen)
  const wanted = { reason, ...(basedOn !== undefined && { basedOn }) }
  if (asked.dryRun || !asked.yes) {
    const wouldBe = yield* order({ ...wanted, dryRun: true })
    if (asked.dryRun) return yield* show(wouldBe, () => activationLines(wouldBe))
    yield* tell(activationLines(wouldBe).join("\n"))
    if (wouldBe.inForce === undefined)
      yield* confirmed("Activate it? New events are decided by it at once, and history is counted anew.", false)
  }
  const answer = yield* order(wanted)
  if (noWait) return yield* show(answer, () => activationLines(answer))
  yield* tell(`In force as policy ${answer.version}. To follow history again: kith policy show --follow`)
  const policy = yield* followRecount(answer.version)
  yield* show({ ...answer, ...(policy.progress !== undefined && { progress: policy.progress }) }, () =>
    chapters(activationLines(answer), [recountLine(policy, Date.now())]),
  )
})

export const activationLines = ({ dryRun, version, inForce, differences }: ActivationAnswer): ReadonlyArray<string> =>
  chapters(
    inForce
      ? [`Policy ${version} is in force and says just this: there is nothing to do.`]
      : [dryRun ? `It would be policy ${version}. Nothing was done.` : `In force as policy ${version}.`],
    differenceLines(differences),
  )
