/** Which unit is looked at, and which of its numbers. */
import { useId } from 'preact/hooks';
import type { RunLayer } from '../../../protocol/runs.ts';
import { Choice } from '../../parts/choice.tsx';
import { cellsText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { Unit } from './unit.ts';

interface UnitChoiceProps {
  layers: readonly RunLayer[];
  unit: Unit;
  gates: boolean;
}

export function UnitChoice({ layers, unit, gates }: UnitChoiceProps) {
  const t = useText(cellsText);
  const id = useId();
  const layer = layers[unit.layer - 1];
  const choose = (number: number) => {
    if (!Number.isInteger(number) || number < 0 || number >= layer.units) return;
    changeView('cells', { layer: unit.layer, unit: number, what: unit.what });
  };
  return (
    <div class="unit-choice">
      {layers.length > 1 && (
        <Choice
          label={t.layer}
          value={String(unit.layer)}
          options={layers.map((one, k) => [`${k + 1}`, t.layerName(one)] as const)}
          onChange={(number) => changeView('cells', { layer: Number(number), unit: unit.unit })}
        />
      )}
      <div class="field">
        <label for={id}>{t.unit}</label>
        <input
          id={id}
          type="number"
          min={0}
          max={layer.units - 1}
          value={unit.unit}
          aria-describedby={`${id}-help`}
          onChange={(event) => choose(event.currentTarget.valueAsNumber)}
        />
        <small class="help" id={`${id}-help`}>
          {t.unitOf(layer.units)}
        </small>
      </div>
      <Choice
        label={t.shown}
        value={unit.what}
        options={layer.what.map((what) => [what, nameOf(what)] as const)}
        onChange={(what) => changeView('cells', { layer: unit.layer, unit: unit.unit, what })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={gates}
          onChange={(event) => changeView('cells', { gates: event.currentTarget.checked })}
        />{' '}
        {t.gates}
      </label>
    </div>
  );
}

/** c has no bounds, and what is shown of it is tanh(c). */
export function nameOf(what: string): string {
  return what === 'c' ? 'tanh(c)' : what;
}
