import { useState } from "preact/hooks"
import type { DeadLetter } from "../../../../src/api/DeadLetters.ts"
import { Status } from "../../parts/Badge.tsx"
import { Button } from "../../parts/Button.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Drawer } from "../../parts/Drawer.tsx"
import { Bones, Empty, Failure, Notice } from "../../parts/Notices.tsx"
import { moment } from "../../parts/Say.ts"
import { toast } from "../../parts/Toast.tsx"
import { call } from "../../session/Call.ts"
import { lacking, useMay } from "../../session/Scopes.tsx"
import { useDeed } from "../../session/UseCall.ts"
import { originOf } from "./DeadLettersScreen.tsx"
import { DifferenceView } from "./DifferenceView.tsx"

interface DeadLetterDrawerProps {
  readonly id: string
  readonly known: DeadLetter | undefined
  readonly onClose: () => void
  readonly onDone: () => void
}

export const DeadLetterDrawer = ({ id, known, onClose, onDone }: DeadLetterDrawerProps) => {
  const [try_, tried] = useDeed((again: boolean) =>
    call("POST /dead-letters/:id/replay", { params: { id }, body: { dryRun: true, again } }),
  )
  const [replay, replayed] = useDeed((again: boolean) =>
    call("POST /dead-letters/:id/replay", { params: { id }, body: { again } }),
  )
  const wasReplayed = known?.state === "replayed"
  const carryOut = async () => {
    if ((await replay(wasReplayed)) === undefined) return
    toast("Sent on its way once more.")
    onDone()
  }
  return (
    <Drawer
      title={known?.reason ?? "Dead letter"}
      says={
        <span class="row small">
          {known !== undefined && <Status of={replayed.value === undefined ? known.state : "replayed"} />}
          <CopyId id={id} what="dead letter id" />
        </span>
      }
      onClose={onClose}
    >
      {known === undefined ? (
        <Empty icon="letters" title="Not on this page">
          It was replayed, has expired, or stands on another page; it can be replayed all the same.
        </Empty>
      ) : (
        <dl class="facts">
          <div class="fact">
            <dt>Detail</dt>
            <dd>{known.detail ?? "–"}</dd>
          </div>
          <div class="fact">
            <dt>Came from</dt>
            <dd>
              <code>{originOf(known)}</code>
            </dd>
          </div>
          <div class="fact">
            <dt>Received</dt>
            <dd>{moment(known.receivedAt)}</dd>
          </div>
          {known.replayedAt !== undefined && (
            <div class="fact">
              <dt>Replayed</dt>
              <dd>{moment(known.replayedAt)}</dd>
            </div>
          )}
        </dl>
      )}
      <section class="stack-sm">
        <h3>Replay</h3>
        <p class="small muted">First what difference it would make: it is decided, and nothing is committed.</p>
        <div class="row">
          <Button icon="eye" disabled={tried.isBusy} onClick={() => void try_(wasReplayed)}>
            Dry run
          </Button>
          <Button
            look="primary"
            icon="replay"
            disabled={tried.value === undefined || replayed.isBusy || replayed.value !== undefined}
            title={tried.value === undefined ? "After the dry run" : undefined}
            onClick={() => void carryOut()}
          >
            {wasReplayed ? "Replay again" : "Replay"}
          </Button>
        </div>
        {tried.isBusy && <Bones lines={2} />}
        {tried.problem !== undefined && <Failure message={tried.problem} />}
        {tried.value !== undefined && (
          <>
            <p>
              Would go to <code>{"webhook" in tried.value.to ? tried.value.to.webhook : tried.value.to.topic}</code>{" "}
              once more.
            </p>
            {tried.value.difference !== undefined && <DifferenceView of={tried.value.difference} />}
          </>
        )}
        {replayed.problem !== undefined && <Failure message={replayed.problem} />}
        {replayed.value !== undefined && (
          <Notice look="good">It is on its way; the ledger moves it to its new end.</Notice>
        )}
      </section>
      <Held id={id} />
    </Drawer>
  )
}

/** The body itself, which can name people: fetched only when somebody asks, and written to the audit log. */
const Held = ({ id }: { readonly id: string }) => {
  const may = useMay("privacy")
  const [isShown, setShown] = useState(false)
  const [show, shown] = useDeed(async () => {
    const found = await findLetter(id)
    setShown(true)
    return found
  })
  return (
    <section class="stack-sm">
      <div class="row-between">
        <h3>What is held</h3>
        {!isShown && (
          <Button
            small
            icon="eye"
            disabled={!may || shown.isBusy}
            title={may ? "This is written to the audit log." : lacking("privacy")}
            onClick={() => void show()}
          >
            Show the body
          </Button>
        )}
      </div>
      {shown.problem !== undefined && <Failure message={shown.problem} />}
      {isShown && (
        <pre class="code">
          {shown.value === undefined ? "It is not there any more." : JSON.stringify(shown.value.data, null, 2)}
        </pre>
      )}
    </section>
  )
}

/** There is no call for one: the pages are gone through until it comes. */
const findLetter = async (id: string): Promise<DeadLetter | undefined> => {
  let after: string | undefined
  do {
    const page = await call("GET /dead-letters", { query: { limit: 100, ...(after !== undefined && { after }) } })
    const found = page.deadLetters.find((one) => one.id === id)
    if (found !== undefined) return found
    after = page.next
  } while (after !== undefined)
  return undefined
}
