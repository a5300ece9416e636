import { Fragment } from "preact"
import { CopyId } from "../../parts/CopyId.tsx"
import { Icon, type IconName } from "../../parts/Icon.tsx"
import { lookOf } from "../../parts/Kinds.tsx"
import { day, moment, plural } from "../../parts/Say.ts"
import type { Answer } from "../../session/Call.ts"
import { personHref } from "../../session/Route.ts"
import { type Named, words } from "./Sides.ts"

type Comparison = Answer<"POST /explanations">
type Step = Comparison["chain"][number]

interface ChainProps {
  readonly answer: Comparison
  readonly a: Named
  readonly b: Named
}

/** One sentence, and then what leads from the one to the other, each step with the interactions it rests on. */
export const Chain = ({ answer, a, b }: ChainProps) => {
  const { same, sentence, chain, sides } = answer
  const walked = walk(chain, sides[0].at?.key)
  const last = walked.at(-1)?.to ?? sides[0].at
  // Two that meet at one identifier, or between whom nothing leads on.
  const isBroken = sides[1].at !== undefined && sides[1].at.key !== last?.key
  return (
    <section class="card why-answer" aria-labelledby="why-verdict">
      <div class="why-verdict" data-same={same}>
        <span class="why-sign">
          <Icon name={same ? "check" : "close"} size={24} />
        </span>
        <div>
          <h2 id="why-verdict">{same ? "One person" : "Not one person"}</h2>
          <p>{sentence}</p>
        </div>
      </div>
      <ol class="why-chain">
        <End says="This one" named={a} side={sides[0]} />
        {sides[0].at !== undefined && !isIdentifier(a) && <Stop kind={sides[0].at.kind} tie="is known by" />}
        {walked.map(({ step, to }, i) => (
          <Fragment key={`${step.a.key}${step.b.key}`}>
            <Evidence of={step} />
            {(i < walked.length - 1 || !isIdentifier(b) || isBroken) && <Stop kind={to.kind} />}
          </Fragment>
        ))}
        {isBroken && <li class="why-gap">Nothing leads on from here</li>}
        {isBroken && !isIdentifier(b) && sides[1].at !== undefined && <Stop kind={sides[1].at.kind} />}
        <End says="That one" named={b} side={sides[1]} tie={isIdentifier(b) ? undefined : "is what is known of"} />
      </ol>
      <p class="small muted">
        {chain.length === 0
          ? "No step lies between them."
          : `${plural(chain.length, "step")}, read from the evidence that is stored.`}
      </p>
    </section>
  )
}

/** The chain in the direction it is walked: where each step leads. */
const walk = (chain: ReadonlyArray<Step>, from: string | undefined) => {
  let here = from
  return chain.map((step) => {
    const to = step.a.key === here ? step.b : step.b.key === here ? step.a : step.b
    here = to.key
    return { step, to }
  })
}

const isIdentifier = ({ as }: Named): boolean => as !== "interaction" && as !== "customer"

const Evidence = ({ of }: { readonly of: Step }) => (
  <li class="why-step" data-refused={of.refused !== undefined}>
    <p>{of.sentence}</p>
    {(of.seenIn ?? []).map(({ interactionId, at, sources }) => (
      <p class="small muted" key={interactionId}>
        <CopyId id={interactionId} what="interaction id" /> on {moment(at)}, from {[...new Set(sources)].join(" and ")}
      </p>
    ))}
    {of.seenIn === undefined && <p class="small muted">First seen together on {day(of.firstSeenTogether)}</p>}
  </li>
)

const Stop = ({ kind, tie }: { readonly kind: string; readonly tie?: string }) => (
  <>
    {tie !== undefined && <li class="why-tie">{tie}</li>}
    <li class="why-stop" style={{ color: lookOf(kind).colour }}>
      <span class="why-dot">
        <Icon name={lookOf(kind).icon} size={18} />
      </span>
      <b>{lookOf(kind).name}</b>
    </li>
  </>
)

interface EndProps {
  readonly says: string
  readonly named: Named
  readonly side: Comparison["sides"][number]
  readonly tie?: string | undefined
}

const End = ({ says, named, side, tie }: EndProps) => (
  <>
    {tie !== undefined && side.at !== undefined && <li class="why-tie">{tie}</li>}
    <li class="why-stop why-end">
      <span class="why-dot">
        <Icon name={iconOf(named, side)} size={18} />
      </span>
      <span class="row">
        <span class="sr">{says}: </span>
        <b>{words[named.as]}</b> <span class="value">{named.text}</span>
        {side.customerId !== undefined && (
          <span class="small muted">
            person <CopyId id={side.customerId} href={personHref(side.customerId)} what="customer id" />
          </span>
        )}
      </span>
    </li>
  </>
)

const iconOf = ({ as }: Named, { at }: Comparison["sides"][number]): IconName => {
  if (as === "interaction") return "chat"
  return as === "customer" ? "person" : lookOf(at?.kind ?? as).icon
}
