/** Back and on through the steps, and which of them has just been read. */
interface StepperProps {
  at: number;
  steps: number;
  back: string;
  on: string;
  /** In words. */
  place: string;
  onRead: (at: number) => void;
}

export function Stepper({ at, steps, back, on, place, onRead }: StepperProps) {
  return (
    <div class="reader-steps">
      <button type="button" aria-label={back} disabled={at === 0} onClick={() => onRead(at - 1)}>
        ←
      </button>
      <button
        type="button"
        aria-label={on}
        disabled={at >= steps - 1}
        onClick={() => onRead(at + 1)}
      >
        →
      </button>
      <p class="soft" aria-live="polite">
        {place}
      </p>
    </div>
  );
}
