import { useId } from "preact/hooks"

export const kinds = {
  email: "Email",
  phone: "Phone",
  crm: "CRM record (namespace:id)",
  customerId: "Customer id",
} as const

/** Who is meant; sent in a body, and in nothing else. */
export interface Subject {
  readonly kind: keyof typeof kinds
  readonly text: string
}

/** As a request names it. */
export const named = ({ kind, text }: Subject) => ({ [kind]: text.trim() }) as { readonly email: string }

interface SubjectFieldProps {
  readonly of: Subject
  readonly disabled?: boolean
  readonly onChange: (subject: Subject) => void
}

export const SubjectField = ({ of, disabled, onChange }: SubjectFieldProps) => {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>Who is it about?</label>
      <div class="side-row">
        <select
          class="select"
          aria-label="Named by"
          disabled={disabled}
          value={of.kind}
          onChange={(event) => onChange({ ...of, kind: event.currentTarget.value as Subject["kind"] })}
        >
          {Object.entries(kinds).map(([kind, word]) => (
            <option key={kind} value={kind}>
              {word}
            </option>
          ))}
        </select>
        <input
          id={id}
          class="input"
          autocomplete="off"
          spellcheck={false}
          disabled={disabled}
          value={of.text}
          onInput={(event) => onChange({ ...of, text: event.currentTarget.value })}
        />
      </div>
    </div>
  )
}
