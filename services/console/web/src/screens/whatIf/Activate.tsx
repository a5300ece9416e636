import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Dialog } from "../../parts/Dialog.tsx"
import { Bones, Failure, Notice } from "../../parts/Notices.tsx"
import { toast } from "../../parts/Toast.tsx"
import { type Answer, call } from "../../session/Call.ts"
import { useDeed } from "../../session/UseCall.ts"
import { Differences } from "./Differences.tsx"
import type { Draft } from "./PolicyEditor.tsx"

interface ChangeProps {
  readonly word: string
  readonly title: string
  readonly look?: "primary"
  readonly isReady: boolean
  readonly order: (order: { readonly reason: string; readonly dryRun: boolean }) => Promise<Answer<"POST /policies">>
  readonly onDone: () => void
}

/** Another policy in force: which version it would be and what it says otherwise stands there before it is done. */
export const PolicyChange = ({ word, title, look, isReady, order, onDone }: ChangeProps) => {
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState("")
  const [preview, previewed] = useDeed(() => order({ reason: "a dry run", dryRun: true }))
  const [carryOut, carried] = useDeed(() => order({ reason: reason.trim(), dryRun: false }))
  const confirm = async () => {
    const answer = await carryOut()
    if (answer === undefined) return
    setOpen(false)
    toast(`Policy ${answer.version} is in force; history follows in the background.`)
    onDone()
  }
  return (
    <>
      <Button
        {...(look !== undefined && { look })}
        small={look === undefined}
        disabled={!isReady}
        title={isReady ? undefined : "After the whole preview"}
        onClick={() => {
          setOpen(true)
          void preview()
        }}
      >
        {word}…
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={() => setOpen(false)}>
          {previewed.isBusy && <Bones lines={2} />}
          {previewed.problem !== undefined && <Failure message={previewed.problem} />}
          {previewed.value !== undefined && (
            <>
              <p>
                It becomes policy <b>{previewed.value.version}</b>.
              </p>
              <Differences of={previewed.value.differences} />
              <label class="field">
                <span>Why? It is kept with the version.</span>
                <input
                  class="input"
                  type="text"
                  maxLength={300}
                  autocomplete="off"
                  value={reason}
                  onInput={(event) => setReason(event.currentTarget.value)}
                />
              </label>
              <Notice look="accent">
                New events are decided by it at once. History is counted anew in the background, under traffic, and it
                can be rolled back.
              </Notice>
            </>
          )}
          {carried.problem !== undefined && <Failure message={carried.problem} />}
          <div class="dialog-foot">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button
              look="primary"
              disabled={previewed.value === undefined || reason.trim() === "" || carried.isBusy}
              onClick={() => void confirm()}
            >
              {word}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}

interface ActivateProps {
  readonly policy: Draft
  /** The version that was in force when it was previewed. */
  readonly basedOn: number
  readonly isReady: boolean
  readonly onDone: () => void
}

export const Activate = ({ policy, basedOn, isReady, onDone }: ActivateProps) => (
  <PolicyChange
    word="Activate"
    title="Activate this policy"
    look="primary"
    isReady={isReady}
    order={(order) => call("POST /policies", { body: { policy, basedOn, ...order } })}
    onDone={onDone}
  />
)
