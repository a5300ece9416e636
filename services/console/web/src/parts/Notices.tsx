import type { ComponentChildren } from "preact"
import { Button } from "./Button.tsx"
import { Icon, type IconName } from "./Icon.tsx"

type Look = "good" | "warn" | "bad" | "accent" | "plain"

const icons: Readonly<Record<Look, IconName>> = {
  good: "check",
  warn: "alert",
  bad: "stop",
  accent: "info",
  plain: "info",
}

/** Something to be known about what stands around it. Whatever goes wrong is read out at once. */
export const Notice = ({
  look = "plain",
  children,
}: {
  readonly look?: Look
  readonly children: ComponentChildren
}) => (
  <div class={`notice notice-${look}`} role={look === "bad" ? "alert" : "note"}>
    <span class={look === "plain" ? "muted" : look}>
      <Icon name={icons[look]} />
    </span>
    <div class="stack-sm">{children}</div>
  </div>
)

export const Empty = ({
  icon,
  title,
  children,
}: {
  readonly icon: IconName
  readonly title: string
  readonly children?: ComponentChildren
}) => (
  <div class="empty">
    <Icon name={icon} size={32} />
    <h3>{title}</h3>
    {children !== undefined && <p>{children}</p>}
  </div>
)

/** The place of what is on its way. */
export const Bones = ({ lines = 4 }: { readonly lines?: number }) => (
  <div class="card-body" role="status" aria-label="Loading">
    {Array.from({ length: lines }, (_, i) => (
      <div key={i} class="bone" style={{ width: `${92 - ((i * 17) % 45)}%` }} />
    ))}
  </div>
)

export const Failure = ({
  message,
  again,
}: {
  readonly message: string
  readonly again?: (() => void) | undefined
}) => (
  <Notice look="bad">
    <span>{message}</span>
    {again !== undefined && (
      <span>
        <Button small icon="replay" onClick={again}>
          Try again
        </Button>
      </span>
    )}
  </Notice>
)
