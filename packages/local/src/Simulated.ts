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

/** @param ports of the Genesys API and login and of Salesforce; 0 takes a free one. */
export const startSimulated = async (
  env: NodeJS.ProcessEnv,
  ports: { readonly genesys: number; readonly genesysLogin: number; readonly salesforce: number },
  options: Pick<Parameters<typeof startGenesysOrg>[0], "unknownInteractions" | "echo">,
): Promise<Simulated> => {
  // Set to nothing is set: an empty `CRM_SINKS` runs without a CRM.
  const isSet = (...names: ReadonlyArray<string>) => names.some((name) => env[name] !== undefined)
  const genesys = isSet("GENESYS_REGION", "GENESYS_API_URL")
    ? undefined
    : await startGenesysOrg({ ...client, ...options, port: ports.genesys, loginPort: ports.genesysLogin })
  const salesforce = isSet("CRM_SINKS", "SALESFORCE_LOGIN_URL")
    ? undefined
    : await startSalesforceOrg({ ...client, port: ports.salesforce })
  return {
    ...(genesys !== undefined && { genesys }),
    ...(salesforce !== undefined && { salesforce }),
    env: {
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
    },
    stop: async () => {
      await genesys?.stop()
      await salesforce?.stop()
    },
  }
}
