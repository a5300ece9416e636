import { randomUUID } from "node:crypto"
import type { Answer } from "../Routes.ts"

/** The vendor's error body. Status and shape are the vendor's; the words are ours where its own were not established. */
export const genesysError = (
  status: number,
  code: string,
  message: string,
  messageParams: Readonly<Record<string, string>> = {},
): Answer => {
  const contextId = randomUUID()
  return {
    status,
    headers: { "inin-correlation-id": contextId },
    body: { message, code, status, messageParams, contextId, details: [], errors: [] },
  }
}

export const noToken = () =>
  genesysError(401, "authentication.required", "No authentication bearer token specified in authorization header.")
export const deadToken = () => genesysError(401, "bad.credentials", "Invalid login credentials.")
export const badRequest = (message: string) => genesysError(400, "bad.request", message)
export const notFound = () => genesysError(404, "not.found", "The requested resource was not found.")
export const notAllowed = () => genesysError(405, "not.allowed", "The requested method is not allowed.")
export const tooLarge = () => genesysError(413, "request.entity.too.large", "The request body is too large.")
export const wrongMediaType = () => genesysError(415, "unsupported.media.type", "Unsupported media type.")
export const unavailable = () => genesysError(503, "service.unavailable", "The server is currently unavailable.")
export const tooManyRequests = (retryAfter: string) =>
  genesysError(
    429,
    "too.many.requests.retry.after",
    `Rate limit exceeded the maximum. Retry the request in [${retryAfter}] seconds`,
    { retryAfter },
  )
