import { useState } from "preact/hooks"
import { Button } from "../parts/Button.tsx"
import { Notice } from "../parts/Notices.tsx"
import { signIn } from "../session/Session.ts"
import { Mark } from "./Brand.tsx"

export const SignIn = ({ problem }: { readonly problem: string | undefined }) => {
  const [token, setToken] = useState("")
  return (
    <main class="signin">
      <form
        class="signin-card"
        onSubmit={(event) => {
          event.preventDefault()
          if (token.trim() !== "") signIn(token.trim())
        }}
      >
        <Mark size={44} />
        <div class="stack-sm">
          <h1>Sign in to Kith</h1>
          <p class="muted">Who is who among your customers, and why.</p>
        </div>
        {problem !== undefined && <Notice look="bad">{problem}</Notice>}
        <div class="field">
          <label for="token">Console token</label>
          <input
            id="token"
            class="input"
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
          <span class="hint">
            One of <code>CONSOLE_TOKENS</code>. Started with nothing set, Kith made one up: it is shown at the first
            start and kept in <code>.kith/secrets.json</code>.
          </span>
        </div>
        <Button type="submit" look="primary" icon="key">
          Sign in
        </Button>
        <p class="small faint">The token stays in this tab and is forgotten with it.</p>
        <a class="small" href="/reference">
          API reference
        </a>
      </form>
    </main>
  )
}
