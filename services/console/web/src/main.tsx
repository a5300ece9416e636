import { render } from "preact"
import { takeTokenFromAddress } from "./session/Session.ts"
import { startTheme } from "./session/Theme.ts"
import { App } from "./shell/App.tsx"
import "./styles/tokens.css"
import "./styles/base.css"
import "./styles/shell.css"
import "./styles/parts.css"
import "./styles/overview.css"
import "./styles/screens.css"
import "./styles/graph.css"

startTheme()
takeTokenFromAddress()
// A second link that signs in, opened in the same tab.
addEventListener("hashchange", takeTokenFromAddress)

const root = document.getElementById("app")
if (root !== null) render(<App />, root)
