/** Curves by lag on a logarithmic scale; the lag under the mouse, or chosen by keys, is read out. */
import { useState } from 'preact/hooks';
import { logAxis, placeOn, tickName } from '../../parts/log-axis.ts';
import { figure } from '../../parts/numbers.ts';
import { useWidth } from '../../parts/use-width.ts';

export interface ReachCurve {
  name: string;
  /** By lag from 0. */
  values: readonly (number | null)[];
  /** A colour of the style sheet. */
  colour: string;
  /** The run stands out among fresh cells. */
  strong: boolean;
}

interface ReachChartProps {
  label: string;
  lagAxis: string;
  valueAxis: string;
  curves: readonly ReachCurve[];
}

const HEIGHT = 320;
const margin = { left: 56, right: 16, top: 26, bottom: 44 };

export function ReachChart({ label, lagAxis, valueAxis, curves }: ReachChartProps) {
  const [box, width] = useWidth<HTMLElement>();
  const [lag, setLag] = useState<number | null>(null);
  const lags = Math.max(1, ...curves.map(({ values }) => values.length - 1));
  const axis = logAxis(curves.flatMap(({ values }) => values));
  const inner = Math.max(100, width - margin.left - margin.right);
  const x = (k: number) => margin.left + (k / lags) * inner;
  const y = (place: number) => margin.top + (1 - place) * (HEIGHT - margin.top - margin.bottom);
  const every = niceStep(lags / Math.max(2, Math.floor(inner / 70)));
  const lagTicks = Array.from({ length: Math.floor(lags / every) + 1 }, (_, k) => k * every);
  const point = (event: PointerEvent) => {
    const at = (event.currentTarget as Element).getBoundingClientRect();
    const k = Math.round(((event.clientX - at.left - margin.left) / inner) * lags);
    setLag(Math.max(0, Math.min(lags, k)));
  };
  return (
    <figure class="reach-chart" ref={box}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={label}
        onPointerMove={point}
        onPointerLeave={() => setLag(null)}
      >
        {axis.ticks.map((power) => (
          <g key={power}>
            <line
              class="grid"
              x1={margin.left}
              x2={width - margin.right}
              y1={y(placeOf(power))}
              y2={y(placeOf(power))}
            />
            <text x={margin.left - 8} y={y(placeOf(power)) + 4} text-anchor="end">
              {tickName(power)}
            </text>
          </g>
        ))}
        {lagTicks.map((k) => (
          <text key={k} x={x(k)} y={HEIGHT - margin.bottom + 18} text-anchor="middle">
            {k}
          </text>
        ))}
        <text x={margin.left + inner / 2} y={HEIGHT - 6} text-anchor="middle">
          {lagAxis}
        </text>
        <text x={4} y={14}>
          {valueAxis}
        </text>
        {lag !== null && (
          <line
            class="cursor"
            x1={x(lag)}
            x2={x(lag)}
            y1={margin.top}
            y2={HEIGHT - margin.bottom}
          />
        )}
        {curves.map(({ name, values, colour, strong }) => (
          <path
            key={name}
            d={pathOf(values)}
            style={{ stroke: colour, strokeWidth: strong ? 3 : 2 }}
          />
        ))}
        {lag !== null &&
          curves.map(({ name, values, colour }) => {
            const place = placeOn(axis, values[lag]);
            return place === undefined ? null : (
              <circle key={name} cx={x(lag)} cy={y(place)} r="4" style={{ fill: colour }} />
            );
          })}
      </svg>
      <figcaption>
        <label class="lag-choice">
          <span>k = {lag ?? lags}</span>
          <input
            type="range"
            min={0}
            max={lags}
            value={lag ?? lags}
            aria-label={lagAxis}
            onInput={(event) => setLag(Number(event.currentTarget.value))}
          />
        </label>
        <ul class="reach-legend">
          {curves.map(({ name, values, colour, strong }) => (
            <li key={name}>
              <span class="swatch" style={{ backgroundColor: colour }} aria-hidden="true" />
              {strong ? <strong>{name}</strong> : name}{' '}
              <span class="number soft">{figure(values[lag ?? lags])}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );

  function placeOf(power: number): number {
    return (power - axis.low) / (axis.high - axis.low);
  }

  /** A curve that leaves the axis is broken off there. */
  function pathOf(values: ReachCurve['values']): string {
    let drawn = '';
    let up = true;
    values.forEach((value, k) => {
      const place = placeOn(axis, value);
      if (place !== undefined)
        drawn += `${up ? 'M' : 'L'}${x(k).toFixed(1)} ${y(place).toFixed(1)}`;
      up = place === undefined;
    });
    return drawn;
  }
}

/** 1, 2, 5, 10, 20, … at least `wanted`. */
function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= wanted) ?? 10 * power;
}
