import { useEffect, useRef, useState } from "preact/hooks"
import { Icon } from "../parts/Icon.tsx"
import { search } from "../session/Wanted.ts"

/** Always there; `/` goes to it from anywhere. */
export const SearchBox = () => {
  const [text, setText] = useState("")
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input,textarea,select,dialog") !== null
      if (event.key !== "/" || isTyping) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener("keydown", listen)
    return () => removeEventListener("keydown", listen)
  }, [])
  return (
    <search class="topbar-search">
      <form
        class="searchbox"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() === "") return
          search(text)
          setText("")
        }}
      >
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          aria-label="Search a person by any identifier"
          placeholder="Email, phone, CRM id, customer or conversation id"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  )
}
