import { Badge } from "../parts/Badge.tsx"
import { Icon } from "../parts/Icon.tsx"
import { short } from "../parts/Say.ts"
import { useLive } from "../session/Live.tsx"
import { hrefOf } from "../session/Route.ts"
import { groups } from "./screens.ts"

interface NavProps {
  readonly screen: string
  readonly isOpen: boolean
  readonly onGo: () => void
}

export const Nav = ({ screen, isOpen, onGo }: NavProps) => {
  const { overview } = useLive()
  const waiting = overview?.deadLetters.waiting ?? 0
  // A person's page was come to by a search.
  const current = screen === "person" ? "search" : screen
  return (
    <nav class="nav" data-open={isOpen} aria-label="Screens">
      {groups.map(({ says, entries }) => (
        <div key={says}>
          <h2>{says}</h2>
          <ul>
            {entries.map((entry) => (
              <li key={entry.screen}>
                <a
                  href={hrefOf(entry.screen)}
                  aria-current={entry.screen === current ? "page" : undefined}
                  onClick={onGo}
                >
                  <Icon name={entry.icon} />
                  {entry.says}
                  {entry.screen === "dead-letters" && waiting > 0 && (
                    <span class="count">
                      <Badge look="bad">
                        {short(waiting)}
                        <span class="sr"> waiting</span>
                      </Badge>
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div>
        <h2>Build</h2>
        <ul>
          <li>
            <a href="/reference">
              <Icon name="book" />
              API reference
            </a>
          </li>
        </ul>
      </div>
      {overview !== undefined && (
        <p class="nav-foot">
          {overview.world === "embedded" ? "On this machine" : "On Google Cloud"} · policy {overview.policy.version}
        </p>
      )}
    </nav>
  )
}
