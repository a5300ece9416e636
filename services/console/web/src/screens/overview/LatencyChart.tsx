import { useState } from "preact/hooks"
import type { Stage } from "../../../../src/api/Overview.ts"
import { clock, count, millis, seconds } from "../../parts/Say.ts"
import { useWidth } from "../../parts/UseWidth.ts"

interface ChartProps {
  readonly points: Stage["points"]
  readonly interval: number
  readonly label: string
}

const height = 176
const edge = { left: 52, right: 12, top: 10, bottom: 24 }

/** The 50th and the 99th percentile over time, and the same as a table. */
export const LatencyChart = ({ points, interval, label }: ChartProps) => {
  const [box, width] = useWidth<HTMLDivElement>()
  const [at, setAt] = useState<number>()
  const most = niceTop(Math.max(1, ...points.map(({ p99 }) => p99 ?? 0)))
  const times = points.map((point) => Date.parse(point.at))
  const [from = 0, to = 1] = [times[0], Math.max(times.at(-1) ?? 1, (times[0] ?? 0) + interval * 10_000)]
  const x = (time: number) => edge.left + ((time - from) / Math.max(1, to - from)) * (width - edge.left - edge.right)
  const y = (value: number) => height - edge.bottom - (value / most) * (height - edge.top - edge.bottom)
  const path = (name: "p50" | "p99") =>
    points
      .flatMap((point, i) =>
        point[name] === null ? [] : [`${x(times[i] ?? 0).toFixed(1)},${y(point[name]).toFixed(1)}`],
      )
      .join(" ")
  const pointed = at === undefined ? undefined : points[at]
  const nearest = (pageX: number, left: number) => {
    const distances = times.map((time) => Math.abs(x(time) - (pageX - left)))
    return distances.indexOf(Math.min(...distances))
  }
  return (
    <div class="chart" ref={box}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${label}: latency over the last ${seconds((to - from) / 1000)}`}
          onPointerMove={(event) => setAt(nearest(event.clientX, event.currentTarget.getBoundingClientRect().left))}
          onPointerLeave={() => setAt(undefined)}
        >
          {[0, 0.5, 1].map((share) => (
            <g key={share} class="chart-grid">
              <line x1={edge.left} x2={width - edge.right} y1={y(most * share)} y2={y(most * share)} />
              <text x={edge.left - 8} y={y(most * share) + 4} text-anchor="end">
                {share === 0 ? "0" : millis(most * share)}
              </text>
            </g>
          ))}
          <text class="chart-time" x={edge.left} y={height - 6}>
            {clock(new Date(from).toISOString())}
          </text>
          <text class="chart-time" x={width - edge.right} y={height - 6} text-anchor="end">
            {clock(new Date(to).toISOString())}
          </text>
          <polyline class="chart-line chart-p99" points={path("p99")} />
          <polyline class="chart-line chart-p50" points={path("p50")} />
          {points.map((point, i) => (
            <g key={point.at} data-pointed={i === at}>
              {point.p99 !== null && (
                <rect
                  class="chart-dot chart-p99"
                  x={x(times[i] ?? 0) - 2.5}
                  y={y(point.p99) - 2.5}
                  width="5"
                  height="5"
                />
              )}
              {point.p50 !== null && (
                <circle class="chart-dot chart-p50" cx={x(times[i] ?? 0)} cy={y(point.p50)} r="2.5" />
              )}
            </g>
          ))}
        </svg>
      )}
      <p class="chart-legend small muted">
        <span class="chart-key chart-p50">● p50</span>
        <span class="chart-key chart-p99">■ p99</span>
        <span>
          {pointed === undefined
            ? `a point for each ${seconds(interval)}`
            : `${clock(pointed.at)}: ${count(pointed.count)} events, p50 ${millis(pointed.p50 ?? 0)}, p99 ${millis(pointed.p99 ?? 0)}`}
        </span>
      </p>
      <details class="small">
        <summary>As a table</summary>
        <div class="table-wrap">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col" class="num">
                  Events
                </th>
                <th scope="col" class="num">
                  p50
                </th>
                <th scope="col" class="num">
                  p99
                </th>
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map((point) => (
                <tr key={point.at}>
                  <td>{clock(point.at)}</td>
                  <td class="num">{count(point.count)}</td>
                  <td class="num">{point.p50 === null ? "–" : millis(point.p50)}</td>
                  <td class="num">{point.p99 === null ? "–" : millis(point.p99)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  )
}

/** 1, 2 or 5 times a power of ten. */
const niceTop = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power
}
