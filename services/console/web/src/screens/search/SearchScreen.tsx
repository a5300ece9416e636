import { useState } from "preact/hooks"
import type { SearchHit } from "../../../../src/api/Persons.ts"
import { Tier } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { lookOf } from "../../parts/Kinds.tsx"
import { Bones, Empty, Failure } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { moment, percent, plural } from "../../parts/Say.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { call } from "../../session/Call.ts"
import { go, personHref } from "../../session/Route.ts"
import { useCall } from "../../session/UseCall.ts"
import { search, useWanted } from "../../session/Wanted.ts"
import { channelWord } from "../events/EventWords.ts"

const found = { customerId: "the customer id", interaction: "the conversation", identifier: "" } as const

const columns: ReadonlyArray<Column<SearchHit>> = [
  {
    name: "Person",
    show: ({ customerId }) => <CopyId id={customerId} href={personHref(customerId)} what="customer id" />,
  },
  { name: "Found by", show: ({ as, kind }) => (as === "identifier" ? lookOf(kind ?? "").name : found[as]) },
  { name: "Confidence", isNumber: true, show: ({ confidence }) => percent(confidence) },
  { name: "Tier", show: ({ resolutionTier }) => <Tier tier={resolutionTier} /> },
  { name: "Known by", show: ({ identifiers }) => plural(identifiers, "identifier") },
  {
    name: "Last seen",
    show: ({ lastInteractionAt, lastChannel }) =>
      lastInteractionAt === undefined ? "–" : `${moment(lastInteractionAt)}, ${channelWord(lastChannel)}`,
  },
]

export const SearchScreen = () => {
  const wanted = useWanted()
  const [text, setText] = useState("")
  const { value, problem, again } = useCall(
    async (signal) => (wanted === "" ? undefined : call("POST /search", { body: { text: wanted }, signal })),
    [wanted],
  )
  return (
    <Page
      title="Search"
      says="Who is it? By an email address, a phone number, a CRM id, a customer id or a conversation id."
    >
      <form
        class="searchbox searchbox-large"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== "") search(text)
        }}
      >
        <Icon name="search" />
        <input
          aria-label="Who is it?"
          placeholder="ana.lima@example.com"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button button-primary button-small">
          Search
        </button>
      </form>
      {problem !== undefined && <Failure message={problem} again={again} />}
      {wanted === "" ? (
        <Empty icon="search" title="Nobody was asked for yet">
          What you type is sent in a body, never in an address, and each look-up is written to the audit log.
        </Empty>
      ) : value === undefined ? (
        problem === undefined && <Bones />
      ) : (
        <Card title={plural(value.persons.length, "person")} says={readAs(value.readAs)} bare>
          <Table
            label="Persons found"
            columns={columns}
            rows={value.persons}
            keyOf={({ customerId }) => customerId}
            onOpen={({ customerId }) => go(personHref(customerId))}
            empty={
              value.erased ? (
                <Empty icon="privacy" title="Forgotten">
                  Somebody was known by this once, and was erased. Nothing is kept.
                </Empty>
              ) : (
                <Empty icon="person" title="Nobody is known by this">
                  It may be on its way, or written otherwise: phone numbers are best given with their country code.
                </Empty>
              )
            }
          />
        </Card>
      )}
    </Page>
  )
}

const readAs = (kinds: ReadonlyArray<string>): string =>
  kinds.length === 0 ? "" : `Read as ${kinds.map((kind) => lookOf(kind).name.toLowerCase()).join(", ")}`
