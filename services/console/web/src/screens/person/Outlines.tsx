import { CopyId } from "../../parts/CopyId.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { lookOf } from "../../parts/Kinds.tsx"
import { plural } from "../../parts/Say.ts"

interface Outline {
  readonly customerId?: string | undefined
  readonly identifiers?: ReadonlyArray<string | { readonly kind: string; readonly key: string }> | undefined
}

interface OutlinesProps {
  readonly before: ReadonlyArray<Outline>
  readonly after: ReadonlyArray<Outline>
}

/** Who was who, and who would be: persons with the kinds of their identifiers, and no value. */
export const Outlines = ({ before, after }: OutlinesProps) => (
  <div class="outlines">
    <Side says="Now" of={before} />
    <Icon name="arrow" size={20} />
    <Side says="Then" of={after} />
  </div>
)

const Side = ({ says, of }: { readonly says: string; readonly of: ReadonlyArray<Outline> }) => (
  <div class="stack-sm">
    <span class="small muted">
      {says}: {plural(of.length, "person")}
    </span>
    <ul class="stack-sm">
      {of.map(({ customerId = "", identifiers = [] }, i) => (
        <li class="cluster" key={`${customerId}${i}`}>
          <span class="cluster-name">
            <Icon name="person" size={15} />
            {customerId === "" ? "somebody" : <CopyId id={customerId} what="customer id" />}
          </span>
          <ul>
            {identifiers.map((one) => {
              const [key, kind] = typeof one === "string" ? [one, one.slice(0, one.indexOf(":"))] : [one.key, one.kind]
              const { name, icon, colour } = lookOf(kind)
              return (
                <li class="cluster-identifier" key={key} style={{ color: colour }} title={key}>
                  <Icon name={icon} size={15} />
                  <span class="value">{name}</span>
                </li>
              )
            })}
          </ul>
        </li>
      ))}
    </ul>
  </div>
)
