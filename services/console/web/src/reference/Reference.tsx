import { useEffect, useState } from "preact/hooks"
import { useTheme } from "../session/Theme.ts"
import { Mark } from "../shell/Brand.tsx"
import { CallView } from "./CallView.tsx"
import { askDescription, type Call, callsOf, type Description } from "./Description.ts"
import { Schemas } from "./SchemaView.tsx"

/** The API as the server describes it, read anew each time: what stands here is what this release answers. */
export const Reference = () => {
  const [theme, flip] = useTheme()
  const [description, setDescription] = useState<Description>()
  const [problem, setProblem] = useState<string>()
  const [sought, setSought] = useState("")
  useEffect(() => {
    askDescription().then(setDescription, () => setProblem("The console cannot be reached. It may be restarting."))
  }, [])
  // What the address names is there only now.
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), [description])
  const chapters = description === undefined ? [] : callsOf(description)
  const found = chapters
    .map(({ tag, calls }) => ({ tag, calls: calls.filter((call) => isAbout(call, sought)) }))
    .filter(({ calls }) => calls.length > 0)
  return (
    <div class="reference">
      <header>
        <a class="reference-brand" href="/">
          <Mark /> <span>Kith</span>
        </a>
        <button type="button" class="reference-button" onClick={flip}>
          {theme === "dark" ? "Light" : "Dark"}
        </button>
      </header>
      <nav aria-label="Calls">
        <label for="sought">Find a call</label>
        <input id="sought" type="search" value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
        {found.map(({ tag, calls }) => (
          <div key={tag}>
            <h2>{tag}</h2>
            <ul>
              {calls.map(({ operationId, method, path }) => (
                <li key={operationId}>
                  <a href={`#${operationId}`}>
                    <span class="method">{method}</span> {path}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main>
        <h1>Kith’s API</h1>
        <p class="muted">
          {description?.info.description} As <a href="/openapi.json">OpenAPI {description?.openapi}</a> for programs.
        </p>
        {problem !== undefined && <p role="alert">{problem}</p>}
        {description !== undefined && found.length === 0 && <p role="status">No call is about that.</p>}
        <Schemas.Provider value={description?.components.schemas ?? {}}>
          {found.map(({ tag, calls }) => (
            <section key={tag} aria-labelledby={`chapter-${tag}`}>
              <h2 id={`chapter-${tag}`}>{tag}</h2>
              {calls.map((call) => (
                <CallView key={call.operationId} of={call} />
              ))}
            </section>
          ))}
        </Schemas.Provider>
      </main>
    </div>
  )
}

const isAbout = ({ method, path, summary }: Call, sought: string): boolean =>
  `${method} ${path} ${summary}`.toLowerCase().includes(sought.trim().toLowerCase())
