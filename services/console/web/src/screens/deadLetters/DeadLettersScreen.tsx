import { useEffect, useState } from "preact/hooks"
import type { DeadLetter } from "../../../../src/api/DeadLetters.ts"
import { Status } from "../../parts/Badge.tsx"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Bones, Empty, Failure } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { count, moment } from "../../parts/Say.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { call } from "../../session/Call.ts"
import { useLive } from "../../session/Live.tsx"
import { go, hrefOf } from "../../session/Route.ts"
import { useCall } from "../../session/UseCall.ts"
import { DeadLetterDrawer } from "./DeadLetterDrawer.tsx"
import { ReplayMany } from "./ReplayMany.tsx"

export const originOf = ({ origin }: Pick<DeadLetter, "origin">): string =>
  "webhook" in origin ? origin.webhook : origin.subscription

const columns: ReadonlyArray<Column<DeadLetter>> = [
  {
    name: "Dead letter",
    show: ({ id }) => <CopyId id={id} href={hrefOf("dead-letters", id)} what="dead letter id" />,
    text: ({ id }) => id,
  },
  { name: "Reason", show: ({ reason }) => reason, text: ({ reason }) => reason },
  {
    name: "Detail",
    show: ({ detail = "–" }) => <span class="muted small value">{detail}</span>,
    text: ({ detail = "" }) => detail,
  },
  { name: "From", show: (letter) => <code>{originOf(letter)}</code>, text: originOf },
  { name: "State", show: ({ state }) => <Status of={state} />, text: ({ state }) => state },
  {
    name: "Received",
    show: ({ receivedAt }) => <span class="nowrap">{moment(receivedAt)}</span>,
    text: ({ receivedAt }) => moment(receivedAt),
  },
]

export const DeadLettersScreen = ({ open }: { readonly open: string | undefined }) => {
  const { overview } = useLive()
  const [reason, setReason] = useState<string>()
  const [after, setAfter] = useState<string>()
  const { value, problem, again } = useCall((signal) => firstPage(reason, after, signal), [reason, after])
  // A new one shows without being asked for.
  const waiting = overview?.deadLetters.waiting
  useEffect(again, [waiting])
  const reasons = new Map<string, number>()
  for (const { reason: name, count: many } of overview?.deadLetters.byReason ?? [])
    reasons.set(name, (reasons.get(name) ?? 0) + many)
  return (
    <Page
      title="Dead letters"
      says="Messages that were given up, and webhook bodies that were no events. Nothing of them is lost: look at one, see the difference a replay would make, and send it on its way again."
      actions={<ReplayMany reason={reason} onDone={again} />}
    >
      {reasons.size > 0 && (
        <div class="row" role="group" aria-label="Reason">
          {[...reasons].map(([name, many]) => (
            <button
              type="button"
              class="chip chip-toggle"
              key={name}
              aria-pressed={reason === name}
              onClick={() => {
                setAfter(undefined)
                setReason(reason === name ? undefined : name)
              }}
            >
              {name} <span class="muted">{count(many)}</span>
            </button>
          ))}
        </div>
      )}
      {problem !== undefined && <Failure message={problem} again={again} />}
      <Card bare>
        {value === undefined ? (
          problem === undefined && <Bones />
        ) : (
          <Table
            label="Dead letters"
            filterable
            columns={columns}
            rows={value.deadLetters}
            keyOf={({ id }) => id}
            selected={open}
            onOpen={({ id }) => go(hrefOf("dead-letters", id))}
            empty={
              <Empty icon="check" title="Nothing was given up">
                What cannot be applied, or is no event, would be kept here with its reason.
              </Empty>
            }
          />
        )}
      </Card>
      <div class="row">
        {after !== undefined && <Button onClick={() => setAfter(undefined)}>First page</Button>}
        {value?.next !== undefined && <Button onClick={() => setAfter(value.next)}>Next page</Button>}
      </div>
      {open !== undefined && (
        <DeadLetterDrawer
          key={open}
          id={open}
          known={value?.deadLetters.find(({ id }) => id === open)}
          onClose={() => go(hrefOf("dead-letters"))}
          onDone={again}
        />
      )}
    </Page>
  )
}

/** The first page on which there is one of them: a page is looked through for a reason, not found by it. */
const firstPage = async (reason: string | undefined, from: string | undefined, signal: AbortSignal) => {
  let after = from
  for (;;) {
    const page = await call("GET /dead-letters", { query: { limit: 100, bare: true, reason, after }, signal })
    if (page.deadLetters.length > 0 || page.next === undefined) return page
    after = page.next
  }
}
