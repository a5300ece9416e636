import type { ComponentChildren } from "preact"
import { CopyId } from "../../parts/CopyId.tsx"
import { Icon } from "../../parts/Icon.tsx"
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
  const stops = stopsOf(chain, sides[0].at?.key)
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
        <Stop of="this one">
          <End named={a} side={sides[0]} />
        </Stop>
        {stops.map(({ step, to }) => (
          <li key={`${step.a.key}${step.b.key}`}>
            <div class="why-step" data-refused={step.refused !== undefined}>
              <p>{step.sentence}</p>
              {(step.seenIn ?? []).map(({ interactionId, at, sources }) => (
                <p class="small muted" key={interactionId}>
                  <CopyId id={interactionId} what="interaction id" /> on {moment(at)}, from{" "}
                  {[...new Set(sources)].join(" and ")}
                </p>
              ))}
              {step.seenIn === undefined && (
                <p class="small muted">First seen together on {day(step.firstSeenTogether)}</p>
              )}
            </div>
            <div class="why-stop" style={{ color: lookOf(to.kind).colour }}>
              <span class="why-dot">
                <Icon name={lookOf(to.kind).icon} size={18} />
              </span>
              <b>{lookOf(to.kind).name}</b>
            </div>
          </li>
        ))}
        <Stop of="that one">
          <End named={b} side={sides[1]} />
        </Stop>
      </ol>
      <p class="small muted why-foot">
        {chain.length === 0
          ? "No step lies between them."
          : `${plural(chain.length, "step")}, read from the evidence that is stored.`}
      </p>
    </section>
  )
}

/** The chain in the direction it is walked: where each step leads. */
const stopsOf = (chain: ReadonlyArray<Step>, from: string | undefined) => {
  let here = from
  return chain.map((step) => {
    const to = step.a.key === here ? step.b : step.b.key === here ? step.a : step.b
    here = to.key
    return { step, to }
  })
}

const Stop = ({ of, children }: { readonly of: string; readonly children: ComponentChildren }) => (
  <li>
    <div class="why-stop why-end">
      <span class="why-dot">
        <Icon name="person" size={18} />
      </span>
      <span class="sr">{of}: </span>
      {children}
    </div>
  </li>
)

const End = ({ named, side }: { readonly named: Named; readonly side: Comparison["sides"][number] }) => (
  <span class="row">
    <b>{words[named.as]}</b> <span class="value">{named.text}</span>
    {side.at !== undefined && <span class="small muted">known by its {lookOf(side.at.kind).name.toLowerCase()}</span>}
    {side.customerId !== undefined && (
      <span class="small">
        person <CopyId id={side.customerId} href={personHref(side.customerId)} what="customer id" />
      </span>
    )}
  </span>
)
