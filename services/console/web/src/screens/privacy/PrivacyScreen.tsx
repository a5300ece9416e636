import { useState } from "preact/hooks"
import { Page } from "../../parts/Page.tsx"
import { Tabs } from "../../parts/Tabs.tsx"
import { go, hrefOf } from "../../session/Route.ts"
import { Audits } from "./Audits.tsx"
import { Erase } from "./Erase.tsx"
import { ErasureProgress } from "./ErasureProgress.tsx"
import { Erasures } from "./Erasures.tsx"
import { ExportForm } from "./ExportForm.tsx"

type Tab = "erase" | "export" | "requests" | "audit"

/** `#/privacy`, `#/privacy/erase/{customerId}` from a person's page, `#/privacy/requests/{erasureId}`. */
export const PrivacyScreen = ({ rest }: { readonly rest: ReadonlyArray<string> }) => {
  const [first = "erase", id] = rest
  const [tab, setTab] = useState<Tab>(first === "requests" || first === "audit" || first === "export" ? first : "erase")
  const open = (name: Tab) => {
    setTab(name)
    go(hrefOf("privacy", name))
  }
  return (
    <Page
      title="Privacy"
      says="What somebody may ask for under the GDPR: to be forgotten everywhere, and to be told what is held."
    >
      <Tabs<Tab>
        label="Privacy"
        open={tab}
        onOpen={open}
        tabs={[
          { name: "erase", says: "Erase" },
          { name: "export", says: "Export" },
          { name: "requests", says: "Requests" },
          { name: "audit", says: "Audit log" },
        ]}
      />
      <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} class="stack">
        {tab === "erase" && (
          <Erase
            key={id}
            customerId={first === "erase" ? id : undefined}
            onOrdered={(erasureId) => {
              setTab("requests")
              go(hrefOf("privacy", "requests", erasureId))
            }}
          />
        )}
        {tab === "export" && <ExportForm />}
        {tab === "requests" && (id === undefined ? <Erasures /> : <ErasureProgress key={id} erasureId={id} />)}
        {tab === "audit" && <Audits />}
      </div>
    </Page>
  )
}
