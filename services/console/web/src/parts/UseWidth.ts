import { useEffect, useRef, useState } from "preact/hooks"

/** How wide an element is, in CSS pixels, as it changes. */
export const useWidth = <E extends Element>(): readonly [{ current: E | null }, number] => {
  const element = useRef<E>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
