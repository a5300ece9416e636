import { useEffect, useState } from "preact/hooks"

/** Light or dark as the machine has it, until somebody says otherwise for this browser. */
type Theme = "light" | "dark"

const place = "kith.theme"
const machine = matchMedia("(prefers-color-scheme: dark)")

const wanted = (): Theme => {
  const kept = localStorage.getItem(place)
  if (kept === "light" || kept === "dark") return kept
  return machine.matches ? "dark" : "light"
}

const show = (theme: Theme): void => {
  document.documentElement.dataset["theme"] = theme
}

export const startTheme = (): void => show(wanted())

export const useTheme = (): readonly [Theme, () => void] => {
  const [theme, setTheme] = useState(wanted)
  useEffect(() => {
    const follow = () => setTheme(wanted())
    machine.addEventListener("change", follow)
    return () => machine.removeEventListener("change", follow)
  }, [])
  useEffect(() => show(theme), [theme])
  const flip = () => {
    const next = theme === "dark" ? "light" : "dark"
    localStorage.setItem(place, next)
    setTheme(next)
  }
  return [theme, flip]
}
