import { clientOfOrgs } from "./Orgs.ts"

/** Somebody who changes the org by hand, through its own API. */
export const asAdministrator = (url: string) => ({
  remove: async (recordId: string): Promise<void> => {
    const { clientId, clientSecret } = clientOfOrgs
    const login = await fetch(`${url}/services/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    })
    const { access_token: token } = (await login.json()) as { readonly access_token: string }
    const gone = await fetch(`${url}/services/data/v62.0/sobjects/Contact/${recordId}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${token}` },
    })
    if (gone.status !== 204) throw new Error(`the org answers ${gone.status}`)
  },
})
