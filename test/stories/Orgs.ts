import { type GenesysOrgOptions, startGenesysOrg } from "@kith/simulators/GenesysOrg"
import { type SalesforceOrgOptions, startSalesforceOrg } from "@kith/simulators/SalesforceOrg"

export interface OrgsOptions {
  readonly genesys?: Partial<GenesysOrgOptions>
  readonly salesforce?: Partial<SalesforceOrgOptions>
}

export const clientOfOrgs = { clientId: "kith", clientSecret: "a secret of the simulated orgs" }

/** A Genesys and a Salesforce org on free ports, and the environment that leads to them. */
export const startOrgs = async ({ genesys: playing, salesforce: selling }: OrgsOptions = {}) => {
  const genesys = await startGenesysOrg({ ...clientOfOrgs, unknownInteractions: "refuse", ...playing })
  const salesforce = await startSalesforceOrg({ ...clientOfOrgs, ...selling })
  return {
    genesys,
    salesforce,
    env: {
      GENESYS_API_URL: genesys.url,
      GENESYS_LOGIN_URL: genesys.loginUrl,
      GENESYS_CLIENT_ID: clientOfOrgs.clientId,
      GENESYS_CLIENT_SECRET: clientOfOrgs.clientSecret,
      CRM_SINKS: "salesforce",
      SALESFORCE_LOGIN_URL: salesforce.url,
      SALESFORCE_CLIENT_ID: clientOfOrgs.clientId,
      SALESFORCE_CLIENT_SECRET: clientOfOrgs.clientSecret,
    },
    stop: async () => {
      await genesys.stop()
      await salesforce.stop()
    },
  }
}
export type Orgs = Awaited<ReturnType<typeof startOrgs>>
