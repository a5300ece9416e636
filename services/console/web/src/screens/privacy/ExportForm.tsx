import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { download } from "../../parts/Download.ts"
import { Failure, Notice } from "../../parts/Notices.tsx"
import { plural } from "../../parts/Say.ts"
import { call, fetchWithToken, Refused } from "../../session/Call.ts"
import { useDeed } from "../../session/UseCall.ts"
import { named, type Subject, SubjectField } from "./Subject.tsx"

/** Everything that is held about somebody, for them: to read as a page, or to take along as JSON. */
export const ExportForm = () => {
  const [subject, setSubject] = useState<Subject>({ kind: "email", text: "" })
  const [gather, gathered] = useDeed(async (who: Subject) => ({
    who,
    found: await call("POST /exports", { body: named(who) }),
  }))
  const [page, paged] = useDeed(async (who: Subject) => {
    const response = await fetchWithToken("/exports", {
      method: "POST",
      body: JSON.stringify({ ...named(who), format: "html" }),
    })
    if (!response.ok) throw new Refused(response.status, `The console answered ${response.status}.`)
    download("held-about-you.html", "text/html", await response.text())
  })
  const { value } = gathered
  const change = (next: Subject) => {
    setSubject(next)
    gathered.reset()
  }
  return (
    <Card
      title="Tell a person what is held"
      says="Articles 15 and 20: every value with its source, who was told, and why they are one person; nobody else’s data"
    >
      <form
        class="why-form"
        onSubmit={(event) => {
          event.preventDefault()
          void gather(subject)
        }}
      >
        <SubjectField of={subject} onChange={change} />
        <Button type="submit" look="primary" icon="eye" disabled={subject.text.trim() === "" || gathered.isBusy}>
          Gather
        </Button>
      </form>
      {gathered.problem !== undefined && <Failure message={gathered.problem} />}
      {value !== undefined && (
        <>
          <Notice look="good">
            <span>
              {plural(value.found.identifiers.length, "identifier")}, {plural(value.found.traits.length, "trait")},{" "}
              {plural(value.found.interactions.length, "interaction")},{" "}
              {plural(value.found.recipients.length, "system record")}. That it was gathered stands in the audit log.
            </span>
          </Notice>
          <div class="row">
            <Button
              icon="download"
              onClick={() =>
                download("held-about-you.json", "application/json", `${JSON.stringify(value.found, null, 2)}\n`)
              }
            >
              Download JSON
            </Button>
            <Button icon="download" disabled={paged.isBusy} onClick={() => void page(value.who)}>
              Download page
            </Button>
          </div>
        </>
      )}
      {paged.problem !== undefined && <Failure message={paged.problem} />}
    </Card>
  )
}
