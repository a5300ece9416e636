/** Numbers and times as people read them. */

const whole = new Intl.NumberFormat("en-GB")
const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 })

export const count = (value: number): string => whole.format(value)
export const short = (value: number): string => (value < 100_000 ? whole.format(value) : compact.format(value))

/** `12.3/s`, `0.2/s`, `0/s`. */
export const rate = (perSecond: number): string =>
  `${perSecond === 0 ? "0" : perSecond < 10 ? perSecond.toFixed(1) : whole.format(Math.round(perSecond))}/s`

export const millis = (value: number): string => {
  if (value < 1) return "<1 ms"
  if (value < 1000) return `${Math.round(value)} ms`
  return seconds(value / 1000)
}

/** A span: `4 s`, `3 min`, `2 h 5 min`, `3 days`. */
export const seconds = (value: number): string => {
  if (value < 10 && value % 1 > 0.05) return `${value.toFixed(1)} s`
  if (value < 90) return `${Math.round(value)} s`
  if (value < 90 * 60) return `${Math.round(value / 60)} min`
  if (value < 36 * 3600) {
    const minutes = Math.round((value % 3600) / 60)
    return minutes === 0 ? `${Math.floor(value / 3600)} h` : `${Math.floor(value / 3600)} h ${minutes} min`
  }
  return `${Math.round(value / 86_400)} days`
}

const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" })
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" })

export const clock = (iso: string): string => clockFormat.format(new Date(iso))
export const day = (iso: string): string => dayFormat.format(new Date(iso))
export const moment = (iso: string): string => `${day(iso)}, ${clock(iso)}`

export const percent = (share: number): string => {
  const value = share * 100
  return `${value > 99 && value < 100 ? value.toFixed(1) : Math.round(value)} %`
}

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** The first group of a uuid, which tells two apart on a screen. */
export const shortId = (id: string): string => (id.length > 14 ? id.slice(0, 8) : id)
