import { type GenesysOrgOptions, startGenesysOrg } from "@kith/simulators/GenesysOrg"
import { type SalesforceOrgOptions, startSalesforceOrg } from "@kith/simulators/SalesforceOrg"

export interface OrgsOptions {
  readonly genesys?: Partial<GenesysOrgOptions>
  readonly salesforce?: Partial<SalesforceOrgOptions>
}

const client = { clientId: "kith", clientSecret: "a secret of the simulated orgs" }

/** A Genesys and a Salesforce org on free ports, and the environment that leads to them. */
export const startOrgs = async ({ genesys: playing, salesforce: selling }: OrgsOptions = {}) => {
  const genesys = await startGenesysOrg({ ...client, unknownInteractions: "refuse", ...playing })
  const salesforce = await startSalesforceOrg({ ...client, ...selling })
  return {
    genesys,
    salesforce,
    env: {
      GENESYS_API_URL: genesys.url,
      GENESYS_LOGIN_URL: genesys.loginUrl,
      GENESYS_CLIENT_ID: client.clientId,
      GENESYS_CLIENT_SECRET: client.clientSecret,
      CRM_SINKS: "salesforce",
      SALESFORCE_LOGIN_URL: salesforce.url,
      SALESFORCE_CLIENT_ID: client.clientId,
      SALESFORCE_CLIENT_SECRET: client.clientSecret,
    },
    stop: async () => {
      await genesys.stop()
      await salesforce.stop()
    },
  }
}
export type Orgs = Awaited<ReturnType<typeof startOrgs>>
