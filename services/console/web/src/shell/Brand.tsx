/** Three that turn out to be one. */
export const Mark = ({ size = 28 }: { readonly size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" fill="#3f51b5" />
    <path d="M9 9 16 17M23 9l-7 8M16 17v7" stroke="#fff" stroke-width="2" stroke-linecap="round" />
    <circle cx="9" cy="9" r="3" fill="#fff" />
    <circle cx="23" cy="9" r="3" fill="#fff" />
    <circle cx="16" cy="24" r="3" fill="#fff" />
    <circle cx="16" cy="17" r="4" fill="#ffc857" />
  </svg>
)
