import type { ErasureAnswer } from "../../../../src/api/Privacy.ts"
import { Status } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Bones, Empty, Failure } from "../../parts/Notices.tsx"
import { moment } from "../../parts/Say.ts"
import { systemName } from "../../parts/Systems.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { call } from "../../session/Call.ts"
import { go, hrefOf } from "../../session/Route.ts"
import { useCall } from "../../session/UseCall.ts"
import { DueBy } from "./DueBy.tsx"

const columns: ReadonlyArray<Column<ErasureAnswer>> = [
  {
    name: "Erasure",
    show: ({ erasureId }) => (
      <CopyId id={erasureId} href={hrefOf("privacy", "requests", erasureId)} what="erasure id" />
    ),
    text: ({ erasureId }) => erasureId,
  },
  { name: "Ordered", show: ({ orderedAt }) => moment(orderedAt), text: ({ orderedAt }) => moment(orderedAt) },
  { name: "Status", show: ({ status }) => <Status of={status} />, text: ({ status }) => status },
  {
    name: "Systems",
    show: ({ systems }) =>
      systems.length === 0 ? "–" : systems.map(({ name, status }) => `${systemName(name)} ${status}`).join(", "),
    text: ({ systems }) => systems.map(({ name, status }) => `${systemName(name)} ${status}`).join(" "),
  },
  { name: "Clock", show: ({ dueBy, closedAt }) => <DueBy at={dueBy} closedAt={closedAt} /> },
]

export const Erasures = () => {
  const { value, problem, again } = useCall((signal) => call("GET /erasures", { query: { limit: 100 }, signal }), [])
  if (problem !== undefined) return <Failure message={problem} again={again} />
  return (
    <Card title="Erasures" says="Each with its systems and the clock it runs against" bare>
      {value === undefined ? (
        <Bones />
      ) : (
        <Table
          label="Erasures"
          filterable
          columns={columns}
          rows={value.erasures}
          keyOf={({ erasureId }) => erasureId}
          onOpen={({ erasureId }) => go(hrefOf("privacy", "requests", erasureId))}
          empty={<Empty icon="privacy" title="Nobody asked to be forgotten yet" />}
        />
      )}
    </Card>
  )
}
