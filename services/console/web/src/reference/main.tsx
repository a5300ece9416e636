import { render } from "preact"
import { startTheme } from "../session/Theme.ts"
import { Reference } from "./Reference.tsx"
import "../styles/tokens.css"
import "../styles/base.css"
import "../styles/reference.css"

startTheme()

const root = document.getElementById("app")
if (root !== null) render(<Reference />, root)
