import type { ComponentChildren } from "preact"
import { Icon, type IconName } from "./Icon.tsx"

export type BadgeLook = "plain" | "accent" | "good" | "warn" | "bad"

export const Badge = ({
  look = "plain",
  icon,
  children,
}: {
  readonly look?: BadgeLook
  readonly icon?: IconName
  readonly children: ComponentChildren
}) => (
  <span class={`badge badge-${look}`}>
    {icon !== undefined && <Icon name={icon} size={12} />}
    {children}
  </span>
)

interface Word {
  readonly says: string
  readonly look: BadgeLook
  readonly icon: IconName
}

/** What became of an event. The sign says it as well as the colour does. */
const dispositions: Readonly<Record<string, Word>> = {
  pending: { says: "Pending", look: "plain", icon: "clock" },
  applied: { says: "Applied", look: "good", icon: "check" },
  duplicate: { says: "Duplicate", look: "plain", icon: "copy" },
  irrelevant: { says: "Irrelevant", look: "plain", icon: "minus" },
  refused: { says: "Refused", look: "warn", icon: "ban" },
  suppressed: { says: "Suppressed", look: "accent", icon: "privacy" },
  deadLettered: { says: "Dead letter", look: "bad", icon: "letters" },
  rejected: { says: "Rejected", look: "bad", icon: "stop" },
}

export const dispositionWord = (disposition: string): string => dispositions[disposition]?.says ?? disposition

export const Disposition = ({ of }: { readonly of: string }) => {
  const { says, look, icon } = dispositions[of] ?? { says: of, look: "plain" as const, icon: "info" as const }
  return (
    <Badge look={look} icon={icon}>
      {says}
    </Badge>
  )
}

const statuses: Readonly<Record<string, Word>> = {
  done: { says: "Done", look: "good", icon: "check" },
  applied: { says: "Applied", look: "good", icon: "check" },
  running: { says: "Running", look: "accent", icon: "clock" },
  pending: { says: "Pending", look: "plain", icon: "clock" },
  applying: { says: "Applying", look: "accent", icon: "clock" },
  failed: { says: "Failed", look: "bad", icon: "stop" },
  refused: { says: "Refused", look: "bad", icon: "ban" },
  forgotten: { says: "Forgotten", look: "accent", icon: "privacy" },
  expired: { says: "Expired", look: "plain", icon: "clock" },
  waiting: { says: "Waiting", look: "warn", icon: "clock" },
  replayed: { says: "Replayed", look: "good", icon: "replay" },
  superseded: { says: "Superseded", look: "plain", icon: "minus" },
}

export const Status = ({ of }: { readonly of: string }) => {
  const { says, look, icon } = statuses[of] ?? { says: of, look: "plain" as const, icon: "info" as const }
  return (
    <Badge look={look} icon={icon}>
      {says}
    </Badge>
  )
}

const tiers: Readonly<Record<number, string>> = {
  1: "Tier 1 · certain by an identifier",
  2: "Tier 2 · likely by signals",
  3: "Tier 3 · somebody new",
}

export const Tier = ({ tier, confidence }: { readonly tier: number; readonly confidence?: number | undefined }) => (
  <span title={tiers[tier]}>
    <Badge look={tier === 1 ? "accent" : tier === 2 ? "warn" : "plain"}>
      Tier {tier}
      {confidence !== undefined && <> · {confidence.toFixed(2)}</>}
    </Badge>
  </span>
)
