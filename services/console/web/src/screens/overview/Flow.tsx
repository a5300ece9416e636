import type { ComponentChildren } from "preact"
import type { Overview, SystemState } from "../../../../src/api/Overview.ts"
import { Icon, iconPath } from "../../parts/Icon.tsx"
import { lookOf } from "../../parts/Kinds.tsx"
import { millis, rate, seconds, short } from "../../parts/Say.ts"
import { systemName } from "../../parts/Systems.ts"

/** The whole product in one picture: events come in, persons form, everybody who has to know is told. */
export const Flow = ({ of }: { readonly of: Overview }) => {
  const { topics, systems, ledger } = of
  const coming = sum(topics.filter(({ topic }) => topic.startsWith("interaction-")).map(({ perSecond }) => perSecond))
  const telling = sum(systems.map(({ perSecond }) => perSecond))
  return (
    <figure class="flow" aria-label="Events flow in, persons form, and the CRM and Genesys are updated">
      <Caption column={1} says="Events flow in" />
      <Stop column={1} name="Genesys Cloud" figure={figureOf(coming)} unit="interaction events" picture={<Channels />}>
        <Fact says="accepted">{short(ledger.accepted)}</Fact>
        <Fact says="answered in">{stageOf(of, "ack")}</Fact>
        <Fact says="turned away">{short(sum(Object.values(ledger.rejected)) ?? 0)}</Fact>
      </Stop>
      <Lines column={2} ends={1} isMoving={(coming ?? 0) > 0} />
      <Caption column={3} says="Persons form" />
      <Stop
        column={3}
        name="Kith"
        figure={stageOf(of, "resolved")}
        unit="to know who it is"
        picture={<Cluster isMoving={(coming ?? 0) > 0} />}
        isHeart
      >
        <Fact says="applied">{short(ledger.applied)}</Fact>
        <Fact says="waiting">{waitingOf(of)}</Fact>
        <Fact says="given up">{`${short(of.deadLetters.waiting)}${of.deadLetters.more ? "+" : ""}`}</Fact>
      </Stop>
      <Lines column={4} ends={Math.max(1, systems.length)} isMoving={(telling ?? 0) > 0} />
      <Caption column={5} says="CRM and Genesys are updated" />
      <div class="flow-systems">
        {systems.map((system) => (
          <System key={system.system} of={system} overview={of} />
        ))}
      </div>
    </figure>
  )
}

const Caption = ({ column, says }: { readonly column: 1 | 3 | 5; readonly says: string }) => (
  <h2 class="flow-caption" style={{ "--column": column }}>
    <span>{(column + 1) / 2}</span>
    {says}
  </h2>
)

const channels = ["chat", "phone", "email", "visitor"] as const

const Channels = () => (
  <div class="flow-channels" aria-hidden="true">
    {channels.map((name) => (
      <span key={name}>
        <Icon name={name} size={16} />
      </span>
    ))}
  </div>
)

const around = [
  { kind: "email", x: 20, y: 18 },
  { kind: "phone", x: 92, y: 16 },
  { kind: "visitor", x: 18, y: 70 },
  { kind: "crm", x: 94, y: 72 },
] as const

/** Four that turn out to be one. */
const Cluster = ({ isMoving }: { readonly isMoving: boolean }) => (
  <svg class="flow-cluster" data-moving={isMoving} viewBox="0 0 112 90" aria-hidden="true">
    {around.map(({ kind, x, y }) => (
      <line key={kind} x1={x} y1={y} x2="56" y2="45" />
    ))}
    {around.map(({ kind, x, y }) => (
      <g key={kind} transform={`translate(${x} ${y})`} style={{ color: lookOf(kind).colour }}>
        <circle r="14" />
        <path d={iconPath(lookOf(kind).icon)} transform="translate(-8 -8) scale(.667)" />
      </g>
    ))}
    <g class="flow-person" transform="translate(56 45)">
      <circle r="20" />
      <path d={iconPath("person")} transform="translate(-12 -12)" />
    </g>
  </svg>
)

interface StopProps {
  readonly column: 1 | 3
  readonly name: string
  readonly figure: string
  readonly unit: string
  readonly picture: ComponentChildren
  readonly isHeart?: boolean
  readonly children: ComponentChildren
}

const Stop = ({ column, name, figure, unit, picture, isHeart, children }: StopProps) => (
  <div class={isHeart ? "flow-stop flow-heart" : "flow-stop"} style={{ "--column": column }}>
    <div class="flow-top">
      <div>
        <h3 class="muted">{name}</h3>
        <p class="flow-figure">{figure}</p>
        <p class="small muted">{unit}</p>
      </div>
      {picture}
    </div>
    <dl class="flow-facts">{children}</dl>
  </div>
)

const Fact = ({ says, children }: { readonly says: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{says}</dt>
    <dd>{children}</dd>
  </div>
)

const System = ({ of, overview }: { readonly of: SystemState; readonly overview: Overview }) => {
  const isGenesys = of.system === "genesys"
  return (
    <div class="flow-stop flow-system">
      <div class="flow-title">
        <span class="flow-icon">
          <Icon name={isGenesys ? "replay" : "crm"} size={18} />
        </span>
        <div>
          <h3>{systemName(of.system)}</h3>
          <span class="faint small">{isGenesys ? "the agent’s screen knows" : "kept up to date"}</span>
        </div>
        <strong class="flow-rate">{figureOf(of.perSecond)}</strong>
      </div>
      <dl class="flow-facts">
        <Fact says="told">{of.applied === null ? "–" : short(of.applied)}</Fact>
        <Fact says="after">{stageOf(overview, isGenesys ? "written-back" : "synced")}</Fact>
        <Fact says="refused">{of.refused === null ? "–" : short(of.refused)}</Fact>
      </dl>
    </div>
  )
}

/** Dots run along them while messages do. */
const Lines = ({
  column,
  ends,
  isMoving,
}: {
  readonly column: 2 | 4
  readonly ends: number
  readonly isMoving: boolean
}) => (
  <svg
    class="flow-lines"
    data-moving={isMoving}
    style={{ "--column": column }}
    viewBox={`0 0 100 ${ends * 100}`}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    {Array.from({ length: ends }, (_, i) => {
      const [from, to] = [ends * 50, i * 100 + 50]
      const path = `M0 ${from} C 55 ${from}, 45 ${to}, 100 ${to}`
      return (
        <g key={i}>
          <path class="flow-line" d={path} />
          <path class="flow-dots" d={path} />
        </g>
      )
    })}
  </svg>
)

const sum = (figures: ReadonlyArray<number | null>): number | null =>
  figures.every((figure) => figure === null) ? null : figures.reduce<number>((all, figure) => all + (figure ?? 0), 0)

const figureOf = (perSecond: number | null): string => (perSecond === null ? "–" : rate(perSecond))

const stageOf = ({ stages }: Overview, name: string): string => {
  const half = stages.find(({ stage }) => stage === name)?.p50
  return half === undefined || half === null ? "–" : millis(half)
}

const waitingOf = ({ subscriptions }: Overview): string => {
  const own = subscriptions.filter(({ service }) => service === "resolver")
  const backlog = sum(own.map((one) => one.backlog))
  const oldest = Math.max(0, ...own.map(({ oldestSeconds }) => oldestSeconds ?? 0))
  if (backlog === null) return "–"
  return backlog === 0 ? "0" : `${short(backlog)}, ${seconds(oldest)}`
}
