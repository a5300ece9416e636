import { useEffect, useState } from "preact/hooks"

/** The token of whoever is signed in: in this tab only, gone when it is closed, and sent to nobody but this server. */

const place = "kith.token"
const listeners = new Set<() => void>()

export const tokenNow = (): string | undefined => sessionStorage.getItem(place) ?? undefined

export const signIn = (token: string): void => {
  sessionStorage.setItem(place, token)
  for (const listener of listeners) listener()
}

export const signOut = (): void => {
  sessionStorage.removeItem(place)
  for (const listener of listeners) listener()
}

/**
 * A link that signs in, `#token=…` or `#token=…&to=/person/…`, has the token behind the `#`, which browsers send to nobody.
 * It is taken once, and leaves the address bar and the history before anything else is done.
 */
export const takeTokenFromAddress = (): void => {
  if (!location.hash.startsWith("#token=")) return
  const given = new URLSearchParams(location.hash.slice(1))
  history.replaceState(null, "", `${location.pathname}#${given.get("to") ?? "/"}`)
  signIn(given.get("token") ?? "")
}

export const useToken = (): string | undefined => {
  const [token, setToken] = useState(tokenNow)
  useEffect(() => {
    const listen = () => setToken(tokenNow())
    listeners.add(listen)
    return () => void listeners.delete(listen)
  }, [])
  return token
}
