import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Dialog } from "../../parts/Dialog.tsx"
import { Failure, Notice } from "../../parts/Notices.tsx"
import { count, plural } from "../../parts/Say.ts"
import { toast } from "../../parts/Toast.tsx"
import { messageOf } from "../../session/Call.ts"
import { Differences } from "./Differences.tsx"
import { goThrough, nothing, type Sum, type Which } from "./GoThrough.ts"

interface ReplayManyProps {
  readonly reason: string | undefined
  readonly onDone: () => void
}

/** All of one reason, or all that wait: tried first, page by page, and then replayed. */
export const ReplayMany = ({ reason, onDone }: ReplayManyProps) => {
  const [isOpen, setOpen] = useState(false)
  const [tried, setTried] = useState(nothing)
  const [done, setDone] = useState<Sum>()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const which: Which = reason === undefined ? { all: true } : { reason }

  const run = async (dryRun: boolean, tell: (sum: Sum) => void) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await goThrough(which, dryRun, tell)
      return true
    } catch (refused) {
      setProblem(messageOf(refused))
      return false
    } finally {
      setBusy(false)
    }
  }
  const open = () => {
    setOpen(true)
    setTried(nothing)
    setDone(undefined)
    void run(true, setTried)
  }
  const replay = async () => {
    setDone(nothing)
    const isWhole = await run(false, setDone)
    onDone()
    if (isWhole) toast("They were sent on their way once more.")
  }
  const name = reason === undefined ? "Replay all" : `Replay all ${reason}`
  const waiting = tried.differences.length
  return (
    <>
      <Button icon="replay" onClick={open}>
        {name}…
      </Button>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          <div aria-live="polite" class="stack-sm">
            <p>
              {tried.isWhole
                ? `${plural(waiting, "dead letter")} would be replayed.`
                : `Deciding each without committing it: ${count(waiting)} so far…`}
            </p>
            {done !== undefined && (
              <Notice look={isBusy ? "accent" : "good"}>
                {count(done.replayed)} replayed, {count(done.stillRefused)} refused again, of {count(waiting)}.
              </Notice>
            )}
          </div>
          <Differences of={tried.differences} />
          {problem !== undefined && <Failure message={problem} />}
          <div class="dialog-foot">
            <Button onClick={() => setOpen(false)}>{done === undefined ? "Cancel" : "Close"}</Button>
            <Button
              look="primary"
              icon="replay"
              disabled={isBusy || !tried.isWhole || waiting === 0 || done !== undefined}
              onClick={() => void replay()}
            >
              Replay {count(waiting)}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
