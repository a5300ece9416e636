import { type ServiceName, services } from "@kith/core/pipeline"

/** Who reads which variable. A test holds it against the services' own settings: each gets all that it may be given. */

interface Variable {
  readonly readers: ReadonlyArray<ServiceName>
}

/** Given in the stack's configuration, as they are. */
export const variables = {
  LOG_LEVEL: { readers: services },
  KITH_POLICY: { readers: services },
  WEBHOOK_OIDC_ISSUER: { readers: ["ingress-redactor"] },
  WEBHOOK_OIDC_AUDIENCE: { readers: ["ingress-redactor"] },
  WEBHOOK_OIDC_SUBJECTS: { readers: ["ingress-redactor"] },
  WEBHOOK_AUTHENTICATION: { readers: ["ingress-redactor"] },
  CRM_SINKS: { readers: ["crm-sync", "console"] },
  CRM_READ: { readers: ["crm-sync"] },
  CRM_ERASURE: { readers: ["crm-sync"] },
  SALESFORCE_LOGIN_URL: { readers: ["crm-sync"] },
  SALESFORCE_CLIENT_ID: { readers: ["crm-sync"] },
  SALESFORCE_USERNAME: { readers: ["crm-sync"] },
  SALESFORCE_API_VERSION: { readers: ["crm-sync"] },
  SALESFORCE_MAPPING: { readers: ["crm-sync"] },
  SERVICENOW_URL: { readers: ["crm-sync"] },
  SERVICENOW_MODE: { readers: ["crm-sync"] },
  SERVICENOW_TABLE: { readers: ["crm-sync"] },
  SERVICENOW_STAGING_TABLE: { readers: ["crm-sync"] },
  SERVICENOW_USER: { readers: ["crm-sync"] },
  NEO4J_URL: { readers: ["crm-sync"] },
  NEO4J_USER: { readers: ["crm-sync"] },
  GENESYS_REGION: { readers: ["writeback"] },
  GENESYS_API_URL: { readers: ["writeback"] },
  GENESYS_LOGIN_URL: { readers: ["writeback"] },
  GENESYS_CLIENT_ID: { readers: ["writeback"] },
  GENESYS_WRITEBACK: { readers: ["writeback"] },
  GENESYS_GDPR: { readers: ["console"] },
  GENESYS_RECONCILE_HOURS: { readers: ["writeback"] },
  GENESYS_EXTERNAL_CONTACTS: { readers: ["writeback", "console"] },
  GENESYS_EXTERNAL_SOURCE_ID: { readers: ["writeback", "console"] },
  GENESYS_PANEL: { readers: ["writeback"] },
  GENESYS_MOST_ATTRIBUTES: { readers: ["writeback"] },
  GENESYS_LONGEST_NAME: { readers: ["writeback"] },
  GENESYS_LONGEST_VALUE: { readers: ["writeback"] },
  GENESYS_LONGEST_TOTAL: { readers: ["writeback"] },
  PROFILE_BASE_URL: { readers: ["writeback"] },
} as const satisfies Record<string, Variable>
export type VariableName = keyof typeof variables
export const variableNames = Object.keys(variables) as [VariableName, ...Array<VariableName>]

/** Their values are in Secret Manager only. */
export const secrets = {
  KITH_PEPPER: { readers: services },
  KITH_RETIRED_PEPPERS: { readers: services },
  KITH_NEXT_PEPPER: { readers: services },
  WEBHOOK_TOKENS: { readers: ["ingress-redactor"] },
  WEBHOOK_HMAC_SECRETS: { readers: ["ingress-redactor"] },
  CONSOLE_TOKENS: { readers: ["console"] },
  KITH_RECEIPT_KEY: { readers: ["console"] },
  GENESYS_CLIENT_SECRET: { readers: ["writeback"] },
  SALESFORCE_CLIENT_SECRET: { readers: ["crm-sync"] },
  SALESFORCE_JWT_KEY: { readers: ["crm-sync"] },
  SERVICENOW_PASSWORD: { readers: ["crm-sync"] },
  NEO4J_PASSWORD: { readers: ["crm-sync"] },
} as const satisfies Record<string, Variable>
export type SecretName = keyof typeof secrets
export const secretNames = Object.keys(secrets) as [SecretName, ...Array<SecretName>]

/** Without these no service starts; the webhook needs one of its own besides, or an OIDC issuer. */
export const requiredSecrets: ReadonlyArray<SecretName> = ["KITH_PEPPER", "CONSOLE_TOKENS", "GENESYS_CLIENT_SECRET"]

/** `kith-webhook-tokens` */
export const secretId = (name: SecretName): string => {
  const words = name.toLowerCase().replaceAll("_", "-")
  return words.startsWith("kith-") ? words : `kith-${words}`
}

export const isReadBy = ({ readers }: Variable, service: ServiceName): boolean => readers.includes(service)
