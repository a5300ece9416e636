import { useEffect, useState } from "preact/hooks"
import type { ErasureAnswer } from "../../../../src/api/Privacy.ts"
import { Status } from "../../parts/Badge.tsx"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { download } from "../../parts/Download.ts"
import { Bones, Failure, Notice } from "../../parts/Notices.tsx"
import { moment } from "../../parts/Say.ts"
import { systemName } from "../../parts/Systems.ts"
import { call, messageOf } from "../../session/Call.ts"
import { hrefOf } from "../../session/Route.ts"
import { useDeed } from "../../session/UseCall.ts"
import { DueBy } from "./DueBy.tsx"

/** How far an erasure is, system by system, followed until it is closed; and then its receipt. */
export const ErasureProgress = ({ erasureId }: { readonly erasureId: string }) => {
  const { erasure, problem } = useErasure(erasureId)
  const [fetchReceipt, fetched] = useDeed(async () => {
    const receipt = await call("GET /erasures/:id/receipt", { params: { id: erasureId } })
    download(`erasure-receipt-${erasureId}.json`, "application/json", `${JSON.stringify(receipt, null, 2)}\n`)
    return receipt
  })
  if (problem !== undefined && erasure === undefined) return <Failure message={problem} />
  if (erasure === undefined)
    return (
      <Card>
        <Bones />
      </Card>
    )
  const isClosed = erasure.closedAt !== undefined
  return (
    <>
      <p>
        <a href={hrefOf("privacy", "requests")}>All requests</a>
      </p>
      <Card
        title={
          isClosed && erasure.status === "done"
            ? "Forgotten everywhere"
            : erasure.status === "failed"
              ? "Something is left to do"
              : "Being forgotten"
        }
        says={
          <>
            Erasure <CopyId id={erasureId} what="erasure id" /> ordered on {moment(erasure.orderedAt)}
          </>
        }
        actions={
          <Button
            icon="download"
            look="primary"
            disabled={!isClosed || fetched.isBusy}
            title={isClosed ? undefined : "When every system is done"}
            onClick={() => void fetchReceipt()}
          >
            Download receipt
          </Button>
        }
      >
        <ol class="systems" aria-live="polite">
          {erasure.systems.map(({ name, status, at, reason, references = [] }) => (
            <li key={name}>
              <b>{systemName(name)}</b>
              <Status of={status} />
              <span class="small muted">
                {status === "running" ? "asked" : moment(at)}
                {reason !== undefined && <> · {reason}</>}
                {references.length > 0 && <> · {references.join(", ")}</>}
              </span>
            </li>
          ))}
        </ol>
        <DueBy at={erasure.dueBy} closedAt={erasure.closedAt} />
        {fetched.problem !== undefined && <Failure message={fetched.problem} />}
        {fetched.value !== undefined && (
          <Notice look="good">
            <span>
              The receipt is signed with Ed25519, key <code>{fetched.value.signature.keyId}</code>. It names nobody, so
              it may be kept.
            </span>
          </Notice>
        )}
        {problem !== undefined && <Failure message={problem} />}
      </Card>
    </>
  )
}

/** Asked again every moment while it is under way. */
const useErasure = (erasureId: string) => {
  const [erasure, setErasure] = useState<ErasureAnswer>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      let isClosed = false
      try {
        const answer = await call("GET /erasures/:id", { params: { id: erasureId }, signal: abort.signal })
        setErasure(answer)
        setProblem(undefined)
        isClosed = answer.closedAt !== undefined
      } catch (refused) {
        if (abort.signal.aborted) return
        setProblem(messageOf(refused))
      }
      if (!isClosed && !abort.signal.aborted) timer = setTimeout(() => void ask(), 800)
    }
    void ask()
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [erasureId])
  return { erasure, problem }
}
