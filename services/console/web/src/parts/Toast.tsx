import { useEffect, useState } from "preact/hooks"

type Listen = (text: string) => void
const listeners = new Set<Listen>()

/** A word on what was just done, gone after a moment; read out politely. */
export const toast = (text: string): void => {
  for (const listen of listeners) listen(text)
}

export const Toasts = () => {
  const [texts, setTexts] = useState<ReadonlyArray<string>>([])
  useEffect(() => {
    const listen: Listen = (text) => {
      setTexts((before) => [...before.slice(-2), text])
      setTimeout(() => setTexts((before) => before.slice(1)), 4000)
    }
    listeners.add(listen)
    return () => void listeners.delete(listen)
  }, [])
  return (
    <div class="toasts" role="status" aria-live="polite">
      {texts.map((text, i) => (
        <div class="toast" key={`${i}${text}`}>
          {text}
        </div>
      ))}
    </div>
  )
}
