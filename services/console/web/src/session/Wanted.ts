import { useEffect, useState } from "preact/hooks"
import { go, hrefOf } from "./Route.ts"

/** What was typed into the search stands in this page's memory only: an address could be a person's. */
let wanted = ""
const listeners = new Set<(text: string) => void>()

export const search = (text: string): void => {
  wanted = text.trim()
  for (const listen of listeners) listen(wanted)
  go(hrefOf("search"))
}

export const useWanted = (): string => {
  const [text, setText] = useState(wanted)
  useEffect(() => {
    listeners.add(setText)
    return () => void listeners.delete(setText)
  }, [])
  return text
}
