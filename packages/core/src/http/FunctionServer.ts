import type { RequestListener, Server } from "node:http"

/**
 * Registers a listener as the HTTP function `name` and makes the functions framework's server for it. Loaded here and not
 * above: its domains follow every promise of the process, which costs a quarter of what a process can take.
 */
export const functionServer = async (name: string, listener: RequestListener): Promise<Server> => {
  const { http } = await import("@google-cloud/functions-framework")
  const { getTestServer } = await import("@google-cloud/functions-framework/testing")
  http(name, listener)
  return getTestServer(name)
}
