import type { ComponentChildren } from 'preact';

/** What may be wider than the page scrolls by itself, by keys too. */
export function ScrollBox({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section class="scroll-x" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
