import type { Call } from "./Description.ts"
import { Fold } from "./Fold.tsx"
import { SchemaView, saidOf } from "./SchemaView.tsx"

export const CallView = ({ of }: { readonly of: Call }) => (
  <article class="call" id={of.operationId} aria-labelledby={`${of.operationId}-name`}>
    <h3 id={`${of.operationId}-name`}>
      <a href={`#${of.operationId}`}>
        <span class="method">{of.method}</span> <code>{of.path}</code>
      </a>
    </h3>
    <p>{of.summary}</p>
    <p class="small muted">{of.description}</p>
    {of.parameters.length > 0 && (
      <>
        <h4>Parameters</h4>
        <ul class="schema">
          {of.parameters.map(({ name, required, schema, ...one }) => (
            <li key={name}>
              <code>{name}</code> <span class="muted">in the {one.in}</span>{" "}
              {required && <span class="needed">required</span>} <span class="schema-says">{saidOf(schema)}</span>
            </li>
          ))}
        </ul>
      </>
    )}
    {Object.entries(of.requestBody?.content ?? {}).map(([type, { schema }]) => (
      <div key={type}>
        <h4>Body</h4>
        <SchemaView of={schema} />
      </div>
    ))}
    <h4>Answers</h4>
    <ul class="answers">
      {Object.entries(of.responses).map(([status, { description, content = {} }]) => (
        <li key={status}>
          <Fold
            says={
              <>
                <b>{status}</b> {description}
              </>
            }
          >
            {Object.entries(content).map(([type, { schema }]) => (
              <div key={type}>
                <code class="muted">{type}</code>
                <SchemaView of={schema} />
              </div>
            ))}
          </Fold>
        </li>
      ))}
    </ul>
  </article>
)
