/** All about one box: equations, the numbers of the current step, weights. */
import type { ComponentChildren } from 'preact';
import type { NetworkBox, StepVector } from '../../../protocol/network.ts';
import { count } from '../../../util/format.ts';
import { divergingLevel } from '../../parts/colour-scales.ts';
import { Formula } from '../../parts/formula.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { useText } from '../../text/languages.ts';
import { networkText } from '../../text/network.ts';
import { useBoxName } from './box-name.ts';

interface BoxPanelProps {
  box: NetworkBox;
  /** The numbers of the step; absent: none, or not yet. */
  vectors: readonly StepVector[] | undefined;
  /** Why there are no numbers. */
  note?: string;
  scale: readonly string[];
  /** Shares that belong to the box. */
  children?: ComponentChildren;
}

export function BoxPanel({ box, vectors, note, scale, children }: BoxPanelProps) {
  const t = useText(networkText);
  const name = useBoxName();
  const when = { each: '', first: t.before, last: t.once }[box.when];
  return (
    <section class="panel box-panel" aria-labelledby="box-title">
      <h2 id="box-title">
        {name(box)} {when !== '' && <small class="soft">{when}</small>}
      </h2>
      <h3>{t.equations}</h3>
      {box.equations.length === 0 ? (
        <p>{t.noEquations(box.cell ?? '')}</p>
      ) : (
        <ul class="equations">
          {box.equations.map((line) => (
            <li key={line}>
              <Formula text={line} />
            </li>
          ))}
        </ul>
      )}
      {vectors !== undefined && (
        <Numbers
          title={box.when === 'each' ? t.numbers : t.numbersOnce}
          vectors={vectors}
          scale={scale}
        />
      )}
      {note && <p class="box-note">{note}</p>}
      {children}
      {box.parameters.length > 0 && <Weights box={box} />}
    </section>
  );
}

function Numbers({
  title,
  vectors,
  scale,
}: {
  title: string;
  vectors: readonly StepVector[];
  scale: readonly string[];
}) {
  const t = useText(networkText);
  const shown = Math.max(...vectors.map(({ values }) => values.length));
  const cut = vectors.some(({ size, values }) => size > values.length);
  return (
    <>
      <h3>{title}</h3>
      {cut && <p class="soft">{t.firstUnits(shown)}</p>}
      <ScrollBox label={title}>
        <table class="live">
          <thead>
            <tr>
              <th scope="col">{t.name}</th>
              <th scope="col" class="made">
                {t.made}
              </th>
              {Array.from({ length: shown }, (_, k) => (
                <th key={k} scope="col" class="number">
                  {k + 1}
                </th>
              ))}
              <th scope="col" class="number">
                {t.units}
              </th>
              <th scope="col" class="number">
                {t.least}
              </th>
              <th scope="col" class="number">
                {t.mean}
              </th>
              <th scope="col" class="number">
                {t.most}
              </th>
              <th scope="col" class="number">
                {t.norm}
              </th>
            </tr>
          </thead>
          <tbody>
            {vectors.map((vector) => (
              <Row key={vector.name} vector={vector} shown={shown} scale={scale} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function Row({
  vector,
  shown,
  scale,
}: {
  vector: StepVector;
  shown: number;
  scale: readonly string[];
}) {
  const { name, formula, values, size, min, mean, max, norm } = vector;
  const largest = Math.max(Math.abs(min), Math.abs(max));
  return (
    <tr>
      <th scope="row">
        <Formula text={name} />
      </th>
      <td class="made">
        <Formula text={bare(formula)} />
      </td>
      {Array.from({ length: shown }, (_, k) => (
        <td
          key={k}
          class="number"
          style={
            k < values.length
              ? { backgroundColor: scale[divergingLevel(values[k], largest)] }
              : undefined
          }
        >
          {k < values.length ? brief(values[k]) : ''}
        </td>
      ))}
      <td class="number">{count(size)}</td>
      <td class="number">{brief(min)}</td>
      <td class="number">{brief(mean)}</td>
      <td class="number">{brief(max)}</td>
      <td class="number">{brief(norm)}</td>
    </tr>
  );
}

/** Without the remark in English that stands behind some. */
function bare(formula: string): string {
  return formula.split('   ')[0];
}

/** Three places are enough beside a colour. */
function brief(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 0.0005 ? value.toExponential(0) : value.toFixed(size < 10 ? 3 : 1);
  return text.replace('-', '−');
}

function Weights({ box }: { box: NetworkBox }) {
  const t = useText(networkText);
  return (
    <>
      <h3>{t.weights}</h3>
      <ScrollBox label={t.weights}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.weight}</th>
              <th scope="col">{t.shape}</th>
              <th scope="col" class="number">
                {t.count}
              </th>
            </tr>
          </thead>
          <tbody>
            {box.parameters.map(({ name, shape }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{shape.join(' × ')}</td>
                <td class="number">{count(shape.reduce((a, b) => a * b, 1))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
