import { useEffect, useState } from "preact/hooks"

/** Screens stand behind the `#`: no server, proxy or log ever hears which one is open. Only ids stand there, never values. */
export interface Place {
  readonly screen: string
  readonly rest: ReadonlyArray<string>
  readonly query: URLSearchParams
}

export const placeOf = (hash: string): Place => {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?")
  const [screen = "", ...rest] = path.split("/").map(decoded)
  return { screen: screen || "overview", rest, query: new URLSearchParams(query) }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const hrefOf = (...parts: ReadonlyArray<string>): string => `#/${parts.map(encodeURIComponent).join("/")}`
export const personHref = (customerId: string): string => hrefOf("person", customerId)

export const go = (href: string): void => {
  location.hash = href
}

export const usePlace = (): Place => {
  const [place, setPlace] = useState(() => placeOf(location.hash))
  useEffect(() => {
    const listen = () => setPlace(placeOf(location.hash))
    addEventListener("hashchange", listen)
    return () => removeEventListener("hashchange", listen)
  }, [])
  return place
}
