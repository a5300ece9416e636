import * as echarts from "echarts"
import type { Row } from "./Measure.ts"

const what = "Milliseconds until 99 in 100 events were resolved, by events per second"

/** The 99th percentiles of a run as an SVG picture. */
export const chartOf = (rows: ReadonlyArray<Row>): string => {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 720, height: 420 })
  const names = [...new Set(rows.map(({ system }) => system))]
  chart.setOption({
    animation: false,
    title: { text: what, left: "center", textStyle: { fontSize: 13 } },
    legend: { bottom: 0 },
    xAxis: { type: "log", name: "events/s", min: Math.min(...rows.map(({ rate }) => rate)) },
    yAxis: { type: "log", name: "ms" },
    series: names.map((name) => ({
      name,
      type: "line",
      data: rows.flatMap(({ system, rate, resolved }) =>
        system === name && resolved ? [[rate, Math.max(1, resolved.p99)]] : [],
      ),
    })),
  })
  const picture = chart.renderToSVGString()
  chart.dispose()
  return `${picture.replace(/<svg([^>]*)>/, `<svg$1 role="img"><title>${what}</title>`)}\n`
}
