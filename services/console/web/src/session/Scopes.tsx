import { type ComponentChildren, createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Session } from "../../../src/api/Session.ts"

export type Scope = Session["scopes"][number]

const SessionContext = createContext<Session>({ name: "", scopes: [] })
export const SessionProvider = SessionContext.Provider
export const useSession = (): Session => useContext(SessionContext)

export const useMay = (scope: Scope): boolean => useSession().scopes.includes(scope)

/** Why a button cannot be pressed. The server asks for the scope whatever the page shows. */
export const lacking = (scope: Scope): string => `Your token lacks the scope ${scope}.`

/** What needs a scope, or a word on why it is not there. */
export const Needs = ({ scope, children }: { readonly scope: Scope; readonly children: ComponentChildren }) =>
  useMay(scope) ? (
    children
  ) : (
    <div class="card">
      <div class="empty">
        <h2>Not with this token</h2>
        <p>
          This screen needs a token with the scope “{scope}”. Sign in with another one, or ask whoever keeps Kith for
          it.
        </p>
      </div>
    </div>
  )
