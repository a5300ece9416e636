import { type GenesysOrgOptions, startGenesysOrg } from "@kith/simulators/GenesysOrg"
import { type SalesforceOrgOptions, startSalesforceOrg } from "@kith/simulators/SalesforceOrg"
import { type ServiceNowOrgOptions, startServiceNowOrg } from "@kith/simulators/ServiceNowOrg"

export interface OrgsOptions {
  readonly genesys?: Partial<GenesysOrgOptions>
  readonly salesforce?: Partial<SalesforceOrgOptions>
  /** Only where it is asked for. */
  readonly servicenow?: Partial<ServiceNowOrgOptions>
}

export const clientOfOrgs = { clientId: "kith", clientSecret: "a secret of the simulated orgs" }

/** A Genesys and a Salesforce org on free ports, and the environment that leads to them. */
export const startOrgs = async ({ genesys: playing, salesforce: selling, servicenow: serving }: OrgsOptions = {}) => {
  const genesys = await startGenesysOrg({ ...clientOfOrgs, unknownInteractions: "refuse", ...playing })
  const salesforce = await startSalesforceOrg({ ...clientOfOrgs, ...selling })
  const login = { user: clientOfOrgs.clientId, password: clientOfOrgs.clientSecret }
  const servicenow = serving && (await startServiceNowOrg({ ...login, ...serving }))
  return {
    genesys,
    salesforce,
    servicenow,
    env: {
      GENESYS_API_URL: genesys.url,
      GENESYS_LOGIN_URL: genesys.loginUrl,
      GENESYS_CLIENT_ID: clientOfOrgs.clientId,
      GENESYS_CLIENT_SECRET: clientOfOrgs.clientSecret,
      CRM_SINKS: servicenow === undefined ? "salesforce" : "salesforce,servicenow",
      SALESFORCE_LOGIN_URL: salesforce.url,
      SALESFORCE_CLIENT_ID: clientOfOrgs.clientId,
      SALESFORCE_CLIENT_SECRET: clientOfOrgs.clientSecret,
      ...(servicenow !== undefined && {
        SERVICENOW_URL: servicenow.url,
        SERVICENOW_USER: login.user,
        SERVICENOW_PASSWORD: login.password,
      }),
    },
    stop: async () => {
      await genesys.stop()
      await salesforce.stop()
      await servicenow?.stop()
    },
  }
}
export type Orgs = Awaited<ReturnType<typeof startOrgs>>
