import type { PersonDetail } from "../../../../src/api/Persons.ts"
import { Card } from "../../parts/Card.tsx"
import { Kind } from "../../parts/Kinds.tsx"
import { day } from "../../parts/Say.ts"
import { Value } from "../../parts/Unmask.tsx"

const traitNames: Readonly<Record<string, string>> = {
  firstName: "First name",
  lastName: "Last name",
  name: "Name",
  customerTier: "Customer tier",
  dateOfBirth: "Date of birth",
  postalCode: "Postal code",
  language: "Language",
}

/** What is known, and where each bit of it came from. */
export const Profile = ({ person: { identifiers, traits, masked } }: { readonly person: PersonDetail }) => (
  <Card title="Profile" says="The latest and most trusted value of each, with its source">
    <dl class="facts">
      {identifiers.map(({ kind, key, value, firstSeen, seenIn = [] }) => (
        <div class="fact" key={key}>
          <dt>
            <Kind kind={kind} />
          </dt>
          <dd>
            <Value of={value} isMasked={masked} />
            <span class="source">
              {seenIn[0] === undefined ? "" : `${seenIn[0].source}, `}since {day(firstSeen)}
            </span>
          </dd>
        </div>
      ))}
      {traits.map(({ name, value, source, at }) => (
        <div class="fact" key={name}>
          <dt>{traitNames[name] ?? name}</dt>
          <dd>
            <Value of={value} isMasked={masked} />
            <span class="source">
              {source}, {day(at)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  </Card>
)
