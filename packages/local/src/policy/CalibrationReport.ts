import { type Bin, brier, type Claim, calibrationError, reliability } from "@kith/core/identity/Calibration"
import { type Comparison, comparisons, type Tier2Policy } from "@kith/core/identity/Tier2Policy"

const two = (value: number) => value.toFixed(2)
const three = (value: number) => value.toFixed(3)

/** What a policy's probabilities are worth, in numbers. */
export interface Calibration {
  readonly all: ReadonlyArray<Claim>
  readonly assigned: ReadonlyArray<Claim>
  readonly abstained: ReadonlyArray<Claim>
}

export const calibrationOf = (claims: ReadonlyArray<Claim>, policy: Tier2Policy): Calibration => ({
  all: claims,
  assigned: claims.filter(({ probability }) => probability >= policy.assignFrom),
  abstained: claims.filter(({ probability: p }) => p >= policy.abstainFrom && p < policy.assignFrom),
})

const line = (what: string, claims: ReadonlyArray<Claim>) => {
  const right = claims.filter(({ isRight }) => isRight).length
  const share = claims.length === 0 ? "" : three(right / claims.length)
  return `| ${what} | ${claims.length} | ${share} | ${three(calibrationError(claims))} | ${three(brier(claims))} |`
}

const curve = (bins: ReadonlyArray<Bin>) =>
  bins.map(
    ({ from, to, claims, stated, right }) =>
      `| ${two(from)} to ${two(to)} | ${claims} | ${three(stated)} | ${three(right)} |`,
  )

const weights = ({ comparisons: all }: Tier2Policy) =>
  (Object.keys(comparisons) as ReadonlyArray<Comparison>).flatMap((comparison) =>
    Object.entries(all[comparison]).map(
      ([level, { m, h, u, reason }]) =>
        `| ${[comparison, level, m, h, u, two(Math.log2(m / u)), two(Math.log2(m / h)), reason].join(" | ")} |`,
    ),
  )

/** The report that lies next to a policy: Markdown, with the curve as the picture of that name. */
export const calibrationReport = (
  title: string,
  policy: Tier2Policy,
  claims: ReadonlyArray<Claim>,
  picture: string,
) => {
  const { all, assigned, abstained } = calibrationOf(claims, policy)
  return [
    `# ${title}`,
    "",
    `Fitted on ${policy.fittedOn}. Held to account on conversations that neither the weights nor the calibration were made on: each was given its most probable candidate, and here is how often that was right.`,
    "",
    "| | conversations | right | expected calibration error | Brier |",
    "|---|---|---|---|---|",
    line("all with a candidate", all),
    line(`assigned, from ${policy.assignFrom}`, assigned),
    line(`kept as candidates, from ${policy.abstainFrom}`, abstained),
    "",
    `![What was stated against what came true](${picture})`,
    "",
    "| stated | conversations | mean stated | right |",
    "|---|---|---|---|",
    ...curve(reliability(all)),
    "",
    "## Weights",
    "",
    `m: how often one person's two sightings compare like this; h: those of two people who live or work together; u: those of two strangers. Before anything is compared a candidate is the person at ${policy.prior.person} and somebody near at ${policy.prior.near}. A weight is log2(m / u) against strangers, and log2(m / h) against somebody near, in bits.`,
    "",
    "| comparison | outcome | m | h | u | bits | bits against near | why |",
    "|---|---|---|---|---|---|---|---|",
    ...weights(policy),
    "",
    "## Calibration",
    "",
    policy.calibration.reason,
    "",
    "| the weights come to, in bits | promised |",
    "|---|---|",
    ...policy.calibration.points.map(({ bits, probability }) => `| ${bits} | ${probability} |`),
    "",
  ].join("\n")
}

const side = 360
const margin = 40
const x = (value: number) => Math.round(margin + value * side)
const y = (value: number) => Math.round(margin + (1 - value) * side)

export interface Series {
  readonly name: string
  readonly colour: string
  readonly claims: ReadonlyArray<Claim>
}

/** The reliability curves; on the diagonal every promise is kept. A dot's area is the number of conversations. */
export const reliabilityCurve = (series: ReadonlyArray<Series>): string => {
  const ticks = [0, 0.5, 1].flatMap((value) => [
    `<text x="${x(value)}" y="${y(0) + 18}" text-anchor="middle">${value}</text>`,
    `<text x="${x(0) - 8}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
  ])
  const size = side + 2 * margin
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" font-family="sans-serif" font-size="11">`,
    "<title>Stated probability of assignments, and the share of them that was right</title>",
    `<rect width="${size}" height="${size}" fill="#fff"/>`,
    `<rect x="${margin}" y="${margin}" width="${side}" height="${side}" fill="none" stroke="#94a3b8"/>`,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#94a3b8" stroke-dasharray="4"/>`,
    ...series.flatMap(drawn),
    ...ticks,
    `<text x="${size / 2}" y="${size - 6}" text-anchor="middle">stated probability</text>`,
    `<text x="12" y="${size / 2}" text-anchor="middle" transform="rotate(-90 12 ${size / 2})">share that was right</text>`,
    "</svg>",
    "",
  ].join("\n")
}

const drawn = ({ name, colour, claims }: Series, n: number): ReadonlyArray<string> => {
  const bins = reliability(claims)
  const path = bins.map(({ stated, right }) => `${x(stated)},${y(right)}`).join(" ")
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}"/>`,
    ...bins.map(({ stated, right, claims: count }) => {
      const radius = 2 + 14 * Math.sqrt(count / Math.max(1, claims.length))
      return `<circle cx="${x(stated)}" cy="${y(right)}" r="${radius.toFixed(1)}" fill="${colour}" fill-opacity="0.5"/>`
    }),
    `<text x="${margin + 12}" y="${margin + 20 + 16 * n}" fill="${colour}">${name}</text>`,
  ]
}
