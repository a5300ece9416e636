import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Dialog } from "../../parts/Dialog.tsx"
import { Failure, Notice } from "../../parts/Notices.tsx"
import { count, plural } from "../../parts/Say.ts"
import { toast } from "../../parts/Toast.tsx"
import { call, messageOf, Refused } from "../../session/Call.ts"

interface ReplayManyProps {
  readonly reason: string | undefined
  readonly onDone: () => void
}

interface Done {
  readonly replayed: number
  readonly stillRefused: number
}

/** All of one reason, or all that wait: counted first, and then replayed one after the other. */
export const ReplayMany = ({ reason, onDone }: ReplayManyProps) => {
  const [isOpen, setOpen] = useState(false)
  const [ids, setIds] = useState<ReadonlyArray<string>>()
  const [done, setDone] = useState<Done>()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const open = () => {
    setOpen(true)
    setIds(undefined)
    setDone(undefined)
    setProblem(undefined)
    waitingIds(reason).then(setIds, (refused: unknown) => setProblem(messageOf(refused)))
  }
  const replay = async (all: ReadonlyArray<string>) => {
    setBusy(true)
    let so: Done = { replayed: 0, stillRefused: 0 }
    try {
      for (const id of all) {
        so = await replayOne(id, so)
        setDone(so)
      }
    } catch (refused) {
      setProblem(messageOf(refused))
    }
    setBusy(false)
    onDone()
    toast(`${plural(so.replayed, "dead letter")} sent on their way once more.`)
  }
  const name = reason === undefined ? "Replay all" : `Replay all ${reason}`
  return (
    <>
      <Button icon="replay" onClick={open}>
        {name}…
      </Button>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          <div aria-live="polite" class="stack-sm">
            <p>{ids === undefined ? "Counting…" : `${plural(ids.length, "dead letter")} would be replayed.`}</p>
            {done !== undefined && ids !== undefined && (
              <Notice look={isBusy ? "accent" : "good"}>
                {count(done.replayed)} replayed, {count(done.stillRefused)} refused again, of {count(ids.length)}.
              </Notice>
            )}
          </div>
          {problem !== undefined && <Failure message={problem} />}
          <div class="dialog-foot">
            <Button onClick={() => setOpen(false)}>{done === undefined ? "Cancel" : "Close"}</Button>
            <Button
              look="primary"
              icon="replay"
              disabled={isBusy || ids === undefined || ids.length === 0 || done !== undefined}
              onClick={() => void replay(ids ?? [])}
            >
              Replay {count(ids?.length ?? 0)}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}

const waitingIds = async (reason: string | undefined): Promise<ReadonlyArray<string>> => {
  const ids: Array<string> = []
  let after: string | undefined
  do {
    const page = await call("GET /dead-letters", { query: { limit: 100, bare: true, after } })
    const wanted = page.deadLetters.filter((one) => one.state === "waiting" && (reason ?? one.reason) === one.reason)
    ids.push(...wanted.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return ids
}

/** What the webhook still refuses stays where it is; anything else that goes wrong ends the run. */
const replayOne = async (id: string, { replayed, stillRefused }: Done): Promise<Done> => {
  try {
    await call("POST /dead-letters/:id/replay", { params: { id }, body: {} })
    return { replayed: replayed + 1, stillRefused }
  } catch (problem) {
    if (problem instanceof Refused && problem.status === 422) return { replayed, stillRefused: stillRefused + 1 }
    throw problem
  }
}
