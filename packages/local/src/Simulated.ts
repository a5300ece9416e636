import { type GenesysOrg, startGenesysOrg } from "@kith/simulators/GenesysOrg"
import { type SalesforceOrg, startSalesforceOrg } from "@kith/simulators/SalesforceOrg"

/** The outside systems that nobody configured, played on loopback by programs that enforce the vendors' rules. */
export interface Simulated {
  readonly genesys?: GenesysOrg
  readonly salesforce?: SalesforceOrg
  /** What the environment would say if they were the real ones. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

const client = { clientId: "kith", clientSecret: "simulated-client-secret" }

/** Which of them nobody configured. Set to nothing is set: an empty `CRM_SINKS` runs without a CRM. */
export const whatIsSimulated = (env: NodeJS.ProcessEnv) => {
  const isSet = (...names: ReadonlyArray<string>) => names.some((name) => env[name] !== undefined)
  return {
    genesys: !isSet("GENESYS_REGION", "GENESYS_API_URL"),
    salesforce: !isSet("CRM_SINKS", "SALESFORCE_LOGIN_URL"),
  }
}

interface Played {
  readonly genesys?: { readonly url: string; readonly loginUrl: string } | undefined
  readonly salesforce?: { readonly url: string } | undefined
}

/** What the environment would say if those that are played were the real ones. */
export const simulatedEnvironment = ({ genesys, salesforce }: Played): Readonly<Record<string, string>> => ({
  ...(genesys !== undefined && {
    GENESYS_API_URL: genesys.url,
    GENESYS_LOGIN_URL: genesys.loginUrl,
    GENESYS_CLIENT_ID: client.clientId,
    GENESYS_CLIENT_SECRET: client.clientSecret,
  }),
  ...(salesforce !== undefined && {
    CRM_SINKS: "salesforce",
    SALESFORCE_LOGIN_URL: salesforce.url,
    SALESFORCE_CLIENT_ID: client.clientId,
    SALESFORCE_CLIENT_SECRET: client.clientSecret,
  }),
})

/** Their ports beside Kith's own, on which `pnpm start` plays them; 0 where Kith's is. */
export const simulatedPorts = (port: number) => ({
  genesys: port && port + 1,
  genesysLogin: port && port + 2,
  salesforce: port && port + 3,
})

/** @param ports of the Genesys API and login and of Salesforce; 0 takes a free one. */
export const startSimulated = async (
  env: NodeJS.ProcessEnv,
  ports: ReturnType<typeof simulatedPorts>,
  options: Pick<Parameters<typeof startGenesysOrg>[0], "unknownInteractions" | "echo">,
): Promise<Simulated> => {
  const wanted = whatIsSimulated(env)
  const genesys = wanted.genesys
    ? await startGenesysOrg({ ...client, ...options, port: ports.genesys, loginPort: ports.genesysLogin })
    : undefined
  const salesforce = wanted.salesforce ? await startSalesforceOrg({ ...client, port: ports.salesforce }) : undefined
  return {
    ...(genesys !== undefined && { genesys }),
    ...(salesforce !== undefined && { salesforce }),
    env: simulatedEnvironment({ genesys, salesforce }),
    stop: async () => {
      await genesys?.stop()
      await salesforce?.stop()
    },
  }
}
