import { Card } from "../../parts/Card.tsx"
import { Bones, Notice } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { count, seconds } from "../../parts/Say.ts"
import { useLive } from "../../session/Live.tsx"
import { hrefOf } from "../../session/Route.ts"
import { Flow } from "./Flow.tsx"
import { JustHappened } from "./JustHappened.tsx"
import { LatencyCard } from "./LatencyCard.tsx"
import { LedgerCard } from "./LedgerCard.tsx"
import { Subscriptions } from "./Subscriptions.tsx"

export const OverviewScreen = () => {
  const { overview, state } = useLive()
  return (
    <Page
      title="Overview"
      says="Every interaction of the contact centre becomes part of one person’s profile, while it is still ringing."
    >
      {state === "lost" && (
        <Notice look="warn">
          The connection to the console is lost; what stands here is from before. It is tried again.
        </Notice>
      )}
      {overview === undefined ? (
        <Card>
          <Bones lines={8} />
        </Card>
      ) : (
        <>
          <Flow of={overview} />
          <LedgerCard of={overview.ledger} />
          <div class="split">
            <LatencyCard of={overview} />
            <JustHappened />
          </div>
          <Subscriptions of={overview.subscriptions} />
          {overview.deadLetters.byReason.length > 0 && (
            <Card title="Given up, and kept for replay" actions={<a href={hrefOf("dead-letters")}>Dead letters</a>}>
              <ul class="reasons">
                {overview.deadLetters.byReason.map(({ reason, origin, count: many }) => (
                  <li key={`${reason}${origin}`}>
                    <b class="num">{count(many)}</b>
                    <span>{reason}</span>
                    <code class="faint">{origin}</code>
                  </li>
                ))}
              </ul>
            </Card>
          )}
          {overview.missing.length > 0 && (
            <Notice>
              {overview.missing.map((sentence) => (
                <span key={sentence}>{sentence}</span>
              ))}
              {overview.links.map(({ says, url }) => (
                <a key={url} href={url} rel="noreferrer noopener">
                  {says}
                </a>
              ))}
            </Notice>
          )}
          {overview.measuredSecondsAgo > 1 && (
            <p class="small faint">Measured {seconds(overview.measuredSecondsAgo)} ago.</p>
          )}
        </>
      )}
    </Page>
  )
}
