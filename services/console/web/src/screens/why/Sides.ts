import type * as z from "zod"
import type { Side } from "../../../../src/api/Naming.ts"

export const words = {
  interaction: "Interaction",
  customer: "Customer id",
  email: "Email",
  phone: "Phone",
  crm: "CRM record",
  key: "Key",
} as const
export type As = keyof typeof words

/** What somebody typed, and what it is taken for. */
export interface Named {
  readonly as: As
  readonly text: string
  /** Somebody said what it is. */
  readonly isChosen: boolean
}

export const nobody: Named = { as: "interaction", text: "", isChosen: false }

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const key = /^[\w.-]+:[0-9a-f]{8}:[\w-]{22}$/

export const guess = (typed: string): As => {
  const text = typed.trim()
  if (key.test(text)) return "key"
  if (text.includes("@")) return "email"
  if (/^(tel:)?\+?[\d\s().-]{6,}$/.test(text)) return "phone"
  if (/^[a-z0-9_-]{1,32}:\S/.test(text)) return "crm"
  return uuid.test(text) ? "customer" : "interaction"
}

/** From an address, where only ids stand: `interaction:…` or `customer:…`. */
export const fromAddress = (text: string | null): Named => {
  const [, as, id] = /^(interaction|customer|key):(.+)$/.exec(text ?? "") ?? []
  return as === undefined || id === undefined ? nobody : { as: as as As, text: id, isChosen: true }
}

export const sideOf = ({ as, text: typed }: Named): z.input<typeof Side> => {
  const text = typed.trim()
  switch (as) {
    case "interaction":
      return { interactionId: text }
    case "customer":
      return { customerId: text }
    case "key":
      return { key: text as `${string}:${string}` }
    case "email":
      return { email: text }
    case "phone":
      return { phone: text }
    case "crm":
      return { crm: text }
  }
}
