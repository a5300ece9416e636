/** Drawn for this console on a grid of 24, in strokes of the text's colour. */
const paths = {
  overview: "M3 12h4l3-8 4 16 3-8h4",
  events: "M4 6h16M4 12h16M4 18h10",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c1.2-3.4 4-5 7.5-5s6.3 1.6 7.5 5",
  persons:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19c.9-3 3.3-4.5 6.5-4.5s5.6 1.5 6.5 4.5M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 15.3c1.6.8 2.6 2 3 3.7",
  why: "M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1.1-1.5 2.2M12 17.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM20 20l-4.8-4.8",
  privacy: "M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6L12 3ZM9 12l2.2 2.2L15.2 10",
  letters:
    "M4 7l8 6 8-6M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5Z",
  whatif: "M6 4v10M6 14a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM18 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM18 10c0 4-3 5.5-9 6",
  tryit: "M8 5.5v13l10.5-6.5L8 5.5Z",
  book: "M5 4.5h10.5A2.5 2.5 0 0 1 18 7v12.5H7.5A2.5 2.5 0 0 1 5 17V4.5ZM18 16.5H7.5a2.5 2.5 0 0 0-2.5 2M9 8.5h5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  check: "M5 12.5l4.5 4.5L19 7.5",
  alert: "M12 4l9 16H3L12 4ZM12 10v4.5M12 17.3v.01",
  info: "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM12 11v5.5M12 7.7v.01",
  stop: "M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3l4.8-4.8ZM9 9l6 6M15 9l-6 6",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  menu: "M4 7h16M4 12h16M4 17h16",
  out: "M14 5h-8.5v14H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  right: "M9 5l7 7-7 7",
  left: "M15 5l-7 7 7 7",
  arrow: "M4 12h15M13.5 6.5L19 12l-5.5 5.5",
  pause: "M8 5v14M16 5v14",
  replay: "M4.5 12a7.5 7.5 0 1 0 2.6-5.7M7 2.8v3.7h3.7",
  erase: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10 11v5M14 11v5",
  download: "M12 4v11M7.5 10.5L12 15l4.5-4.5M4.5 19.5h15",
  clock: "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM12 7v5l3.5 2",
  split: "M12 21v-7M12 14L5 5M12 14l7-9M5 9.5V5h4.5M19 9.5V5h-4.5",
  ban: "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM5.8 5.8l12.4 12.4",
  email: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1",
  phone:
    "M6 3.5h3l1.8 4.5-2.3 1.7a12 12 0 0 0 5.8 5.8l1.7-2.3 4.5 1.8v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4 5.7a2 2 0 0 1 2-2.2Z",
  crm: "M4 5.5C4 4.1 7.6 3 12 3s8 1.1 8 2.5S16.4 8 12 8 4 6.9 4 5.5ZM4 5.5v13C4 19.9 7.6 21 12 21s8-1.1 8-2.5v-13M4 12c0 1.4 3.6 2.5 8 2.5s8-1.1 8-2.5",
  visitor: "M3.5 5.5h17v13h-17zM3.5 9.5h17M6.5 7.5v.01M9 7.5v.01",
  social: "M4 5h16v11h-8.5L7 20v-4H4V5Z",
  contact:
    "M5 3.5h14v17H5zM12 11.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6ZM8.3 16.5c.6-1.7 2-2.5 3.7-2.5s3.1.8 3.7 2.5",
  interaction: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  chat: "M4 5h16v11H11l-4.5 3.5V16H4V5ZM8 9.5h8M8 12.5h5",
  table: "M3.5 5h17v14h-17zM3.5 10h17M3.5 14.5h17M10 10v9",
  graph:
    "M6 8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM18 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM11 20.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8.4 6.5l7.2 1.1M7.2 8.2l3 7.5M16.8 10.2l-4.3 5.7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  key: "M14.5 13.5a5 5 0 1 0-4-4L4 16v4h4v-2.5h2.5V15l1.5-1.5ZM16 8v.01",
} as const

export type IconName = keyof typeof paths

/** A picture beside a word that says the same: readers of the screen leave it out. */
export const Icon = ({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={paths[name]} />
  </svg>
)

/** The path of an icon, for pictures that draw it themselves. */
export const iconPath = (name: IconName): string => paths[name]
