import { useId } from "preact/hooks"
import { type As, guess, type Named, words } from "./Sides.ts"

interface SideFieldProps {
  readonly says: string
  readonly of: Named
  readonly onChange: (named: Named) => void
}

/** One of the two that are compared: what is typed is taken for what it looks like, until somebody says otherwise. */
export const SideField = ({ says, of, onChange }: SideFieldProps) => {
  const id = useId()
  return (
    <div class="field side">
      <label for={id}>{says}</label>
      <div class="side-row">
        <select
          class="select"
          aria-label={`${says} is`}
          value={of.as}
          onChange={(event) => onChange({ ...of, as: event.currentTarget.value as As, isChosen: true })}
        >
          {Object.entries(words).map(([as, word]) => (
            <option key={as} value={as}>
              {word}
            </option>
          ))}
        </select>
        <input
          id={id}
          class="input"
          autocomplete="off"
          spellcheck={false}
          value={of.text}
          onInput={(event) => {
            const text = event.currentTarget.value
            onChange({ text, as: of.isChosen ? of.as : guess(text), isChosen: of.isChosen })
          }}
        />
      </div>
    </div>
  )
}
