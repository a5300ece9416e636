import { useState } from "preact/hooks"
import type { PersonDetail } from "../../../../src/api/Persons.ts"
import { GraphView } from "../../graph/GraphView.tsx"
import { Badge, Tier } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Bones, Empty, Failure } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { day, plural, shortId } from "../../parts/Say.ts"
import { Sent } from "../../parts/Sent.tsx"
import { Tabs } from "../../parts/Tabs.tsx"
import { Unmask } from "../../parts/Unmask.tsx"
import { call } from "../../session/Call.ts"
import { hrefOf } from "../../session/Route.ts"
import { useMay } from "../../session/Scopes.tsx"
import { useCall } from "../../session/UseCall.ts"
import { Apart } from "./Apart.tsx"
import { Candidates } from "./Candidates.tsx"
import { How } from "./How.tsx"
import { Profile } from "./Profile.tsx"
import { TimelineList } from "./TimelineList.tsx"

export const PersonScreen = ({ customerId }: { readonly customerId: string }) => {
  const [unmask, setUnmask] = useState(false)
  const { value, problem, again } = useCall(
    (signal) => call("GET /persons/:customerId", { params: { customerId }, query: { unmask }, signal }),
    [customerId, unmask],
  )
  if (value === undefined)
    return (
      <Page title="Person">
        {problem === undefined ? (
          <Card>
            <Bones lines={8} />
          </Card>
        ) : (
          <Failure message={problem} again={again} />
        )}
      </Page>
    )
  if (!value.found)
    return (
      <Page title={value.erased ? "A forgotten person" : "Nobody"}>
        <Card>
          <Empty icon={value.erased ? "privacy" : "person"} title={value.erased ? "Erased" : "Nobody has this id"}>
            {value.sentence ??
              (value.erased
                ? "Nothing is kept of this person, and nothing is taken in any more."
                : "It may be mistyped.")}
          </Empty>
          <Candidates of={value.candidates ?? []} />
        </Card>
      </Page>
    )
  return (
    <Found person={value} asked={customerId} onUnmask={() => setUnmask(true)} onChanged={again} isUnmasked={unmask} />
  )
}

type Tab = "how" | "timeline" | "apart" | "told"

interface FoundProps {
  readonly person: PersonDetail
  readonly asked: string
  readonly isUnmasked: boolean
  readonly onUnmask: () => void
  readonly onChanged: () => void
}

const Found = ({ person, asked, isUnmasked, onUnmask, onChanged }: FoundProps) => {
  const [tab, setTab] = useState<Tab>("timeline")
  const mayErase = useMay("privacy")
  const apart = person.refused.length + person.bans.length + person.shared.length
  return (
    <Page
      title={nameOf(person)}
      says={
        <>
          {person.sentence}{" "}
          {asked.toLowerCase() !== person.customerId && `The id ${shortId(asked)} is a former one of theirs.`}
        </>
      }
      actions={
        <>
          {person.masked && <Unmask scope="profiles" onUnmask={onUnmask} />}
          <a class="button" href={`#/why?a=customer:${person.customerId}`}>
            Compare with somebody
          </a>
          {mayErase && (
            <a class="button button-danger" href={hrefOf("privacy", "erase", person.customerId)}>
              Erase…
            </a>
          )}
        </>
      }
    >
      <div class="row person-facts">
        <CopyId id={person.customerId} what="customer id" />
        <Tier tier={person.resolutionTier} confidence={person.confidence} />
        <Badge>version {person.version}</Badge>
        <Badge>known since {day(person.since)}</Badge>
        {person.open.length > 0 && (
          <Badge look="good" icon="chat">
            {plural(person.open.length, "interaction")} going on
          </Badge>
        )}
      </div>
      <div class="split person-top">
        <Card title="Identity graph" says="What was seen together, and what holds the person together" bare>
          <GraphView graph={person.graph} label="Identity graph of this person" />
        </Card>
        <Profile person={person} />
      </div>
      <div class="stack">
        <Tabs<Tab>
          label="About this person"
          open={tab}
          onOpen={setTab}
          tabs={[
            { name: "timeline", says: "Timeline" },
            { name: "how", says: `How (${plural(person.history.length, "step")})` },
            { name: "apart", says: `Kept apart (${apart})` },
            { name: "told", says: `Told others (${person.effects.length})` },
          ]}
        />
        <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
          {tab === "timeline" && <TimelineList customerId={person.customerId} unmask={isUnmasked} />}
          {tab === "how" && <How person={person} onChanged={onChanged} />}
          {tab === "apart" && <Apart person={person} onChanged={onChanged} />}
          {tab === "told" && (
            <Card>
              <Sent effects={person.effects} />
            </Card>
          )}
        </div>
      </div>
    </Page>
  )
}

const nameOf = ({ traits, masked, customerId }: PersonDetail): string => {
  const trait = (name: string) => traits.find((one) => one.name === name)?.value
  const whole = trait("name") ?? [trait("firstName"), trait("lastName")].filter((part) => part !== undefined).join(" ")
  return whole === "" || masked ? `Person ${shortId(customerId)}` : whole
}
