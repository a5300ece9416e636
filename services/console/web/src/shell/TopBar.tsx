import { IconButton } from "../parts/Button.tsx"
import { useLive } from "../session/Live.tsx"
import { useSession } from "../session/Scopes.tsx"
import { signOut } from "../session/Session.ts"
import { useTheme } from "../session/Theme.ts"
import { Mark } from "./Brand.tsx"
import { SearchBox } from "./SearchBox.tsx"

const words = { connecting: "Connecting", open: "Live", lost: "Reconnecting" } as const

export const TopBar = ({ isNavOpen, onNav }: { readonly isNavOpen: boolean; readonly onNav: () => void }) => {
  const { state } = useLive()
  const { name, scopes } = useSession()
  const [theme, flip] = useTheme()
  return (
    <header class="topbar">
      <IconButton class="nav-toggle" icon="menu" label="Screens" expanded={isNavOpen} onClick={onNav} />
      <a class="brand" href="#/" aria-label="Kith, overview">
        <Mark />
        <span>Kith</span>
      </a>
      <SearchBox />
      <div class="topbar-end">
        {scopes.includes("operations") && (
          <span class="live" data-state={state} role="status">
            <span class="live-dot" />
            <span>{words[state]}</span>
          </span>
        )}
        <IconButton
          icon={theme === "dark" ? "sun" : "moon"}
          label={`Show in ${theme === "dark" ? "light" : "dark"}`}
          onClick={flip}
        />
        <IconButton icon="out" label={`Sign out (${name}: ${scopes.join(", ")})`} onClick={signOut} />
      </div>
    </header>
  )
}
