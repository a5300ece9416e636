/** Escapes of printable characters other than `"` and `\`, which would change what the text says. */
const printableEscape = /\\u00((?!22|5c)[2-7][0-9a-f])/gi

/**
 * The text of a body that is no JSON we read, what is no UTF-8 replaced. Escapes are resolved, so that an address or a
 * card number in it is found whichever way it was written.
 */
export const textOf = (bytes: Uint8Array): string =>
  new TextDecoder()
    .decode(bytes)
    .replaceAll(printableEscape, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
