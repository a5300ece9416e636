import { useState } from "preact/hooks"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { Bones, Empty, Failure } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { call } from "../../session/Call.ts"
import { useCall } from "../../session/UseCall.ts"
import { Chain } from "./Chain.tsx"
import { SideField } from "./SideField.tsx"
import { fromAddress, type Named, sideOf } from "./Sides.ts"

interface Pair {
  readonly a: Named
  readonly b: Named
}

const isWhole = ({ a, b }: Pair): boolean => a.text.trim() !== "" && b.text.trim() !== ""

export const WhyScreen = ({ query }: { readonly query: URLSearchParams }) => {
  const [pair, setPair] = useState<Pair>({ a: fromAddress(query.get("a")), b: fromAddress(query.get("b")) })
  const [asked, setAsked] = useState<Pair | undefined>(isWhole(pair) ? pair : undefined)
  const { value, problem, again } = useCall(
    async (signal) =>
      asked === undefined
        ? undefined
        : call("POST /explanations", { body: { a: sideOf(asked.a), b: sideOf(asked.b) }, signal }),
    [asked],
  )
  return (
    <Page title="Why" says="Why are these two one person, or why not? Pick two interactions, identifiers or persons.">
      <Card>
        <form
          class="why-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (isWhole(pair)) setAsked({ ...pair })
          }}
        >
          <SideField says="This one" of={pair.a} onChange={(a) => setPair({ ...pair, a })} />
          <SideField says="and that one" of={pair.b} onChange={(b) => setPair({ ...pair, b })} />
          <Button type="submit" look="primary" icon="why" disabled={!isWhole(pair)}>
            Explain
          </Button>
        </form>
      </Card>
      {problem !== undefined && <Failure message={problem} again={again} />}
      {asked === undefined ? (
        <Empty icon="why" title="Pick two">
          Two calls, a chat and an email address, two customer ids: whatever identifies somebody can be compared. From a
          person’s timeline it is one click.
        </Empty>
      ) : value === undefined ? (
        problem === undefined && <Bones />
      ) : (
        <Chain answer={value} a={asked.a} b={asked.b} />
      )}
    </Page>
  )
}
