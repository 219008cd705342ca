/** A number by slider and by typing, with a word on what it does. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** What the value means, beside the label; default: the value. */
  shown?: string;
  help?: ComponentChildren;
  onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, step, shown, help, onChange }: SliderProps) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>
        {label} <output>{shown ?? value}</output>
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      {help !== undefined && (
        <small id={`${id}-help`} class="help">
          {help}
        </small>
      )}
    </div>
  );
}
