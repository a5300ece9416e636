import { useEffect, useState } from "preact/hooks"
import type { Session } from "../../../src/api/Session.ts"
import { Button } from "../parts/Button.tsx"
import { Toasts } from "../parts/Toast.tsx"
import { call, messageOf, Refused } from "../session/Call.ts"
import { LiveProvider } from "../session/Live.tsx"
import { usePlace } from "../session/Route.ts"
import { SessionProvider } from "../session/Scopes.tsx"
import { signOut, useToken } from "../session/Session.ts"
import { Mark } from "./Brand.tsx"
import { Nav } from "./Nav.tsx"
import { Screen } from "./Screen.tsx"
import { SignIn } from "./SignIn.tsx"
import { TopBar } from "./TopBar.tsx"

export const App = () => {
  const token = useToken()
  const [session, setSession] = useState<Session>()
  const [problem, setProblem] = useState<string>()
  const [round, setRound] = useState(0)
  useEffect(() => {
    setSession(undefined)
    if (token === undefined) return
    setProblem(undefined)
    call("GET /session").then(setSession, (refused: unknown) => setProblem(saidAtSignIn(refused)))
  }, [token, round])
  if (token === undefined) return <SignIn problem={problem} />
  if (session === undefined) return <Opening problem={problem} again={() => setRound((n) => n + 1)} />
  return (
    <SessionProvider value={session}>
      <LiveProvider watches={session.scopes.includes("operations")}>
        <Shell />
      </LiveProvider>
      <Toasts />
    </SessionProvider>
  )
}

const saidAtSignIn = (problem: unknown): string =>
  problem instanceof Refused && problem.status === 401 ? "This token is not one of the console’s." : messageOf(problem)

const Opening = ({ problem, again }: { readonly problem: string | undefined; readonly again: () => void }) => (
  <main class="signin">
    <div class="stack" role="status">
      <Mark size={44} />
      <p class="muted">{problem ?? "Opening the console…"}</p>
      {problem !== undefined && (
        <div class="row">
          <Button look="primary" icon="replay" onClick={again}>
            Try again
          </Button>
          <Button onClick={signOut}>Sign out</Button>
        </div>
      )}
    </div>
  </main>
)

const Shell = () => {
  const place = usePlace()
  const [isNavOpen, setNavOpen] = useState(false)
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the content
      </button>
      <TopBar isNavOpen={isNavOpen} onNav={() => setNavOpen((open) => !open)} />
      <Nav screen={place.screen} isOpen={isNavOpen} onGo={() => setNavOpen(false)} />
      <main class="main" id="main" tabIndex={-1}>
        <Screen place={place} />
      </main>
    </div>
  )
}
