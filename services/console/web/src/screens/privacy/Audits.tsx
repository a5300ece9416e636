import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { Bones, Empty, Failure } from "../../parts/Notices.tsx"
import { moment } from "../../parts/Say.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { type Answer, call } from "../../session/Call.ts"
import { useCall } from "../../session/UseCall.ts"

type Audit = Answer<"GET /audits">["audits"][number]

const columns: ReadonlyArray<Column<Audit>> = [
  { name: "Time", show: ({ at }) => <span class="nowrap">{moment(at)}</span>, text: ({ at }) => moment(at) },
  { name: "Who", show: ({ who }) => who, text: ({ who }) => who },
  { name: "Did", show: ({ action }) => action.replaceAll("-", " "), text: ({ action }) => action },
  { name: "Whose", show: ({ subject }) => <code class="value">{subject}</code>, text: ({ subject }) => subject },
]

/** Who did what to whose data. The log is read from its beginning, page by page. */
export const Audits = () => {
  const [after, setAfter] = useState<string>()
  const { value, problem, again } = useCall(
    (signal) => call("GET /audits", { query: { limit: 200, ...(after !== undefined && { after }) }, signal }),
    [after],
  )
  if (problem !== undefined) return <Failure message={problem} again={again} />
  return (
    <Card title="Audit log" says="Oldest first; keys and ids, never a value. That it was read stands in it, too." bare>
      {value === undefined ? (
        <Bones />
      ) : (
        <Table
          label="Audit log"
          filterable
          columns={columns}
          rows={value.audits}
          keyOf={({ id }) => id}
          empty={<Empty icon="book" title="Nothing was done yet" />}
        />
      )}
      <div class="row card-note">
        {after !== undefined && <Button onClick={() => setAfter(undefined)}>From the beginning</Button>}
        {value?.next !== undefined && <Button onClick={() => setAfter(value.next)}>Next page</Button>}
      </div>
    </Card>
  )
}
