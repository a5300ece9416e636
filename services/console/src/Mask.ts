/** What stands for a value that nobody asked to see: enough to tell two apart on a page, not enough to know either. */
export const masked = (kind: string, value: string): string => {
  if (kind === "email") return maskedEmail(value)
  if (kind === "phone") return value.length < 8 ? dots : `${value.slice(0, 3)}${dots}${value.slice(-2)}`
  if (kind === "interaction" || kind.startsWith("crm.")) return value.length < 8 ? dots : `${dots}${value.slice(-3)}`
  return value.length < 6 ? dots : `${value.slice(0, 1)}${dots}`
}

const dots = "•••"

const maskedEmail = (value: string): string => {
  const at = value.lastIndexOf("@")
  const ending = value.slice(value.lastIndexOf("."))
  return at < 2 || ending.length > 12 ? dots : `${value.slice(0, 1)}${dots}@${dots}${ending}`
}

/** Traits that say nothing about who somebody is. */
const plain = new Set(["customerTier", "language"])

export const maskedTrait = (name: string, value: string): string => (plain.has(name) ? value : masked("trait", value))
