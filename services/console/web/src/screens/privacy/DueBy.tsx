import { Badge } from "../../parts/Badge.tsx"
import { day } from "../../parts/Say.ts"

const dayMillis = 86_400_000

/** The clock of Article 12: a month from the request. `closedAt` stops it. */
export const DueBy = ({ at, closedAt }: { readonly at: string; readonly closedAt?: string | undefined }) => {
  const left = Math.ceil((Date.parse(at) - (closedAt === undefined ? Date.now() : Date.parse(closedAt))) / dayMillis)
  const look = closedAt !== undefined && left >= 0 ? "good" : left < 0 ? "bad" : left <= 7 ? "warn" : "plain"
  return (
    <span class="row">
      <Badge look={look} icon="clock">
        {closedAt !== undefined
          ? left >= 0
            ? `${left} days before the end`
            : `${-left} days too late`
          : left >= 0
            ? `${left} days left`
            : `${-left} days overdue`}
      </Badge>
      <span class="small muted">until {day(at)}, one month by Article 12 of the GDPR</span>
    </span>
  )
}
