import { useEffect, useState } from "preact/hooks"
import { Card } from "../../parts/Card.tsx"
import { Bones, Failure } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { type Answer, call } from "../../session/Call.ts"
import { useCall } from "../../session/UseCall.ts"
import { Activate } from "./Activate.tsx"
import { Active } from "./Active.tsx"
import { type Draft, PolicyEditor } from "./PolicyEditor.tsx"
import { PreviewResult } from "./PreviewResult.tsx"
import { usePreview } from "./UsePreview.ts"
import { Versions } from "./Versions.tsx"

export type Policies = Answer<"GET /policies">

export const WhatIfScreen = () => {
  const { value, problem, again } = useCall((signal) => call("GET /policies", { signal }), [])
  const [draft, setDraft] = useState<Draft>()
  const preview = usePreview()
  const isApplying = value?.active.status === "applying"
  // History is counted anew in the background: how far it is shows until it is through.
  useEffect(() => {
    if (!isApplying) return
    const timer = setInterval(again, 1000)
    return () => clearInterval(timer)
  }, [isApplying])
  const change = (next: Draft | undefined) => {
    setDraft(next)
    preview.reset()
  }
  return (
    <Page
      title="What if"
      says="What if the rules by which people become one were others? Change the policy, see over the stored evidence who would merge and who would come apart, and only then activate it."
    >
      {problem !== undefined && <Failure message={problem} again={again} />}
      {value === undefined ? (
        problem === undefined && (
          <Card>
            <Bones lines={6} />
          </Card>
        )
      ) : (
        <>
          <Active of={value.active} />
          <PolicyEditor
            key={value.active.version}
            active={value.active.linking}
            draft={draft}
            onChange={change}
            isBusy={preview.isBusy}
            onPreview={(policy) => void preview.start(policy)}
          />
          {preview.problem !== undefined && <Failure message={preview.problem} />}
          {preview.found !== undefined && (
            <PreviewResult
              of={preview.found}
              action={
                draft !== undefined && (
                  <Activate
                    policy={draft}
                    basedOn={preview.found.policyVersion}
                    isReady={preview.found.isWhole}
                    onDone={() => {
                      change(undefined)
                      again()
                    }}
                  />
                )
              }
            />
          )}
          <Versions of={value} onDone={again} />
        </>
      )}
    </Page>
  )
}
