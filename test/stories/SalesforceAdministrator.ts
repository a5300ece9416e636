import { clientOfOrgs } from "./Orgs.ts"

/** Somebody who changes the org by hand, through its own API. */
export const asAdministrator = (url: string) => {
  const call = async (method: string, recordId: string, values?: object): Promise<number> => {
    const { clientId, clientSecret } = clientOfOrgs
    const login = await fetch(`${url}/services/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    })
    const { access_token: token } = (await login.json()) as { readonly access_token: string }
    const { status } = await fetch(`${url}/services/data/v62.0/sobjects/Contact/${recordId}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(values !== undefined && { body: JSON.stringify(values) }),
    })
    return status
  }
  return {
    remove: async (recordId: string): Promise<void> => {
      const status = await call("DELETE", recordId)
      if (status !== 204) throw new Error(`the org answers ${status}`)
    },
    /** Whether it was written: whoever else holds the row may be in the way. */
    update: async (recordId: string, values: object): Promise<boolean> =>
      (await call("PATCH", recordId, values)) === 204,
  }
}
