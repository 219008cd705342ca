/**
 * The drawing: boxes that can be chosen by mouse and keys, with one place in the order of tabs. Up and
 * down go through the boxes of a step; left and right are told to the page, which reads on.
 */
import { useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { NetworkBox, NetworkPicture } from '../../../protocol/network.ts';
import { short } from '../../../util/format.ts';
import { useText } from '../../text/languages.ts';
import { networkText } from '../../text/network.ts';
import { sizesOf, useBoxName } from './box-name.ts';
import { drawNetwork, type StepsOfParts } from './drawing.ts';
import { type Column, type DrawnBox, type Edge, sizes } from './drawn.ts';

export interface UnrolledProps {
  picture: NetworkPicture;
  steps: number | StepsOfParts;
  /** The box in use, and the column that is read; `part`: of which part that is, if not the box's. */
  chosen: { id: string; step: number; part?: NetworkBox['part'] };
  onChoose: (box: NetworkBox, step: number) => void;
  /** −1 or 1. */
  onStep: (direction: number) => void;
  /** Below the column of a step. */
  label: (column: Column) => string;
  /** Colours of the first units of a box at a step. */
  strip?: (box: NetworkBox, step: number) => readonly string[];
}

export function Unrolled(props: UnrolledProps) {
  const { picture, steps, chosen, onChoose, onStep, label, strip } = props;
  const t = useText(networkText);
  const name = useBoxName();
  const own = useId();
  const stepId = (part: string, step: number) => `${own}-${part}-${step}`;
  const drawing = useMemo(() => drawNetwork(picture, steps), [picture, JSON.stringify(steps)]);
  const box = useRef<SVGSVGElement>(null);
  const current =
    drawing.boxes.find(
      ({ box, step }) =>
        box.id === chosen.id && step === chosen.step && box.part === (chosen.part ?? box.part),
    ) ??
    drawing.boxes.find((one) => one.box.id === chosen.id) ??
    drawing.boxes[0];

  const isRead = ({ step, part }: Column) =>
    step === chosen.step && part === (chosen.part ?? current.box.part);

  const choose = (to: DrawnBox | undefined) => {
    if (to === undefined) return;
    onChoose(to.box, to.step);
    requestAnimationFrame(() => box.current?.querySelector<SVGGElement>('[tabindex="0"]')?.focus());
  };
  // Where the drawing is wider than the page the step in use comes into sight.
  const { x, width } = current;
  useLayoutEffect(() => {
    const around = box.current?.parentElement;
    if (!around) return;
    const hidden = x < around.scrollLeft || x + width > around.scrollLeft + around.clientWidth;
    if (hidden) around.scrollLeft = x + width / 2 - around.clientWidth / 2;
  }, [x, width]);
  const onKeyDown = (event: KeyboardEvent) => {
    const beside = drawing.boxes
      .filter((one) => one.step === current.step && one.box.part === current.box.part)
      .sort((a, b) => b.y - a.y || a.x - b.x);
    const at = beside.indexOf(current);
    if (event.key === 'ArrowUp') choose(beside[at + 1]);
    else if (event.key === 'ArrowDown') choose(beside[at - 1]);
    else if (event.key === 'ArrowRight') onStep(1);
    else if (event.key === 'ArrowLeft') onStep(-1);
    else if (event.key === 'Enter' || event.key === ' ') choose(current);
    else return;
    event.preventDefault();
  };

  return (
    <div class="scroll-x unrolled">
      <svg
        ref={box}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        width={drawing.width}
        height={drawing.height}
        role="toolbar"
        aria-label={`${t.drawing}. ${t.drawingKeys}`}
        onKeyDown={onKeyDown}
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.5 8 4 0 7.5z" />
          </marker>
        </defs>
        {drawing.edges.map((edge, k) => (
          <path key={k} class={edgeClass(edge)} d={lineOf(edge)} marker-end="url(#arrow)" />
        ))}
        {drawing.columns.map((column) => (
          <text
            key={`${column.part}${column.step}`}
            id={stepId(column.part, column.step)}
            class={`step-name${isRead(column) ? ' current' : ''}`}
            x={column.x + sizes.box.width / 2}
            y={drawing.height - 16}
          >
            {fitting(label(column), sizes.box.width + sizes.gap, 10)}
          </text>
        ))}
        {drawing.boxes.map((one) => {
          const { id, kind } = one.box;
          const title = name(one.box);
          const colours = strip?.(one.box, one.step) ?? [];
          return (
            // biome-ignore lint/a11y/useSemanticElements: there are no HTML buttons inside a drawing
            <g
              key={`${id} ${one.step}`}
              class={`box box-${kind}`}
              role="button"
              tabindex={one === current ? 0 : -1} // an attribute of SVG has no capitals
              aria-pressed={one === current}
              aria-describedby={one.step < 0 ? undefined : stepId(one.box.part, one.step)}
              transform={`translate(${one.x} ${one.y})`}
              onClick={() => choose(one)}
            >
              <rect width={one.width} height={one.height} rx="9" />
              <text class="box-name" x="10" y="21">
                {fitting(one.box.reverse ? `← ${one.box.cell} ${one.box.layer}` : title, one.width)}
              </text>
              <text class="box-size" x="10" y="39">
                {fitting(sizesLine(one.box), one.width, 6.2)}
              </text>
              {colours.map((colour, k) => (
                <rect
                  key={k}
                  class="unit"
                  x={10 + (k * (one.width - 20)) / colours.length}
                  y={one.height - 13}
                  width={Math.max(1, (one.width - 20) / colours.length - 1)}
                  height="7"
                  fill={colour}
                />
              ))}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function sizesLine(box: NetworkBox): string {
  const count = box.parameterCount > 0 ? short(box.parameterCount) : '';
  return [sizesOf(box), count].filter((part) => part !== '').join(' · ');
}

function edgeClass({ kind, outside }: Edge): string {
  return `edge edge-${kind}${outside ? ' edge-outside' : ''}`;
}

function lineOf({ points }: Edge): string {
  return points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** Cut where the box ends; `letter` is the width of one. */
function fitting(text: string, width: number, letter = 7.4): string {
  const room = Math.floor((width - 16) / letter);
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}
