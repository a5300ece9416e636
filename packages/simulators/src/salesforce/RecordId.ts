const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const checks = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

/** The `number`th Contact's id in its 18-character form. */
export const contactId = (number: number): string => {
  let counter = ""
  for (let rest = number; counter.length < 9; rest = Math.floor(rest / digits.length)) {
    counter = digits.charAt(rest % digits.length) + counter
  }
  return longForm(`003Kth${counter}`)
}

/** Both forms of an id name the same record; the long one says again which of the 15 letters are capital. */
export const longForm = (id: string): string => {
  if (id.length !== 15) return id
  const suffix = [0, 5, 10].map((start) => {
    const capitals = [...id.slice(start, start + 5)].map((letter, bit) => (/[A-Z]/.test(letter) ? 1 << bit : 0))
    return checks.charAt(capitals.reduce((sum, bit) => sum + bit, 0))
  })
  return id + suffix.join("")
}
