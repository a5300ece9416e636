import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { Empty, Failure } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { call } from "../../session/Call.ts"
import { useDeed } from "../../session/UseCall.ts"
import { samples } from "./samples.ts"
import { TryResult } from "./TryResult.tsx"

const written = (body: unknown): string => JSON.stringify(body, null, 2)

export const TryScreen = () => {
  const [text, setText] = useState(written(samples[0]?.body))
  const [send, sent] = useDeed((unmask: boolean) => call("POST /try", { body: { body: text, unmask } }))
  return (
    <Page
      title="Try it"
      says="Paste what a sender posts, or pick an example: it is decoded, redacted and resolved step by step, and nothing is stored, counted or sent."
    >
      <div class="split try-split">
        <Card title="Payload">
          <label class="field">
            <span>Begin with</span>
            <select
              class="select"
              onChange={(event) => setText(written(samples[event.currentTarget.selectedIndex]?.body))}
            >
              {samples.map(({ says }) => (
                <option key={says}>{says}</option>
              ))}
            </select>
          </label>
          <textarea
            class="textarea try-payload"
            aria-label="Payload"
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <div class="row">
            <Button
              look="primary"
              icon="tryit"
              disabled={text.trim() === "" || sent.isBusy}
              onClick={() => void send(false)}
            >
              Try it
            </Button>
            <span class="small faint">A dry run: Kith forgets it at once.</span>
          </div>
        </Card>
        <div class="stack">
          {sent.problem !== undefined && <Failure message={sent.problem} />}
          {sent.value === undefined ? (
            <Card>
              <Empty icon="tryit" title="What would become of it?">
                Each step shows here: what was read, what was taken out, who it would be, and why.
              </Empty>
            </Card>
          ) : (
            <TryResult of={sent.value} onUnmask={() => void send(true)} />
          )}
        </div>
      </div>
    </Page>
  )
}
