import { Kind, lookOf } from "../../parts/Kinds.tsx"
import type { Draft, Linking } from "./PolicyEditor.tsx"

type Kinds = Linking["kinds"]
type Name = keyof Kinds

interface KindRulesProps {
  readonly active: Linking
  readonly of: Draft["linking"]
  readonly onChange: (next: Draft["linking"]) => void
}

/** One line for each kind of identifier, strongest first. What was changed stands out. */
export const KindRules = ({ active, of, onChange }: KindRulesProps) => {
  const set = (name: Name, change: Partial<Kinds[Name]>) =>
    onChange({ ...of, kinds: { ...of.kinds, [name]: { ...of.kinds[name], ...change } } })
  const names = (Object.keys(of.kinds) as Array<Name>).sort((x, y) => of.kinds[y].rank - of.kinds[x].rank)
  return (
    <section class="table-wrap" aria-label="Rules" tabIndex={0}>
      <table class="table rules">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Rank</th>
            <th scope="col">At most, of one person</th>
            <th scope="col">Shared, when seen with more than so many</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const [rule, was] = [of.kinds[name], active.kinds[name]]
            return (
              <tr key={name}>
                <td>
                  <Kind kind={name} />
                </td>
                <td>
                  <Figure
                    says={`Rank of ${lookOf(name).name}`}
                    value={rule.rank}
                    was={was.rank}
                    most={100}
                    onChange={(rank) => set(name, { rank })}
                  />
                </td>
                <td>
                  <Figure
                    says={`Limit of ${lookOf(name).name}`}
                    value={rule.limit}
                    was={was.limit}
                    most={200}
                    onChange={(limit) => set(name, { limit })}
                  />
                </td>
                <td>
                  <span class="row">
                    {Object.entries(rule.anchors).map(([anchor, limit]) => (
                      <span class="anchor" key={anchor}>
                        <span class="small muted">{lookOf(anchor).name}</span>
                        <Figure
                          says={`${lookOf(anchor).name} per ${lookOf(name).name}, at most`}
                          value={limit}
                          was={was.anchors[anchor]}
                          most={64}
                          onChange={(next) => set(name, { anchors: { ...rule.anchors, [anchor]: next } })}
                        />
                      </span>
                    ))}
                    {Object.keys(rule.anchors).length === 0 && <span class="faint small">never shared</span>}
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

interface FigureProps {
  readonly says: string
  readonly value: number
  readonly was: number | undefined
  readonly most: number
  readonly onChange: (value: number) => void
}

const Figure = ({ says, value, was, most, onChange }: FigureProps) => (
  <input
    class="input figure"
    type="number"
    min={1}
    max={most}
    aria-label={says}
    title={value === was ? undefined : `was ${was ?? "not there"}`}
    data-changed={value !== was}
    value={value}
    onInput={(event) => {
      const next = event.currentTarget.valueAsNumber
      if (Number.isInteger(next) && next >= 1 && next <= most) onChange(next)
    }}
  />
)
