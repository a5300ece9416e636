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
 * A link that signs in has the token behind the `#`, which browsers send to nobody. It is taken once, and leaves the address
 * bar and the history before anything else is done.
 */
export const takeTokenFromAddress = (): void => {
  const given = /^#token=([^&]{1,4096})$/.exec(location.hash)?.[1]
  if (given === undefined) return
  history.replaceState(null, "", `${location.pathname}#/`)
  signIn(decodeURIComponent(given))
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
