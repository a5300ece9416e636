import { Icon, type IconName } from "./Icon.tsx"

interface KindLook {
  readonly name: string
  readonly icon: IconName
  readonly colour: string
}

const looks: Readonly<Record<string, KindLook>> = {
  email: { name: "Email", icon: "email", colour: "var(--kind-email)" },
  phone: { name: "Phone", icon: "phone", colour: "var(--kind-phone)" },
  visitor: { name: "Browser visitor", icon: "visitor", colour: "var(--kind-visitor)" },
  social: { name: "Channel address", icon: "social", colour: "var(--kind-social)" },
  opaque: { name: "Channel address", icon: "social", colour: "var(--kind-social)" },
  genesysContact: { name: "Genesys contact", icon: "contact", colour: "var(--kind-contact)" },
  interaction: { name: "Linked interaction", icon: "interaction", colour: "var(--kind-interaction)" },
  device: { name: "Device", icon: "visitor", colour: "var(--kind-visitor)" },
  ip: { name: "Network address", icon: "visitor", colour: "var(--kind-interaction)" },
  person: { name: "Person", icon: "person", colour: "var(--kind-person)" },
}

const namespaces: Readonly<Record<string, string>> = {
  salesforce: "Salesforce",
  servicenow: "ServiceNow",
  neo4j: "Neo4j",
}

/** What a kind of identifier is called, its sign and its colour; never the colour alone. */
export const lookOf = (kind: string): KindLook => {
  if (kind === "crm" || kind.startsWith("crm.")) {
    const namespace = kind.slice(4)
    return { name: `${namespaces[namespace] ?? (namespace || "CRM")} record`, icon: "crm", colour: "var(--kind-crm)" }
  }
  return looks[kind] ?? { name: kind, icon: "info", colour: "var(--ink-2)" }
}

export const Kind = ({ kind }: { readonly kind: string }) => {
  const { name, icon, colour } = lookOf(kind)
  return (
    <span class="kind">
      <span style={{ color: colour, display: "inline-flex" }}>
        <Icon name={icon} size={16} />
      </span>
      {name}
    </span>
  )
}
