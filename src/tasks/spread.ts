/** At most `most` of the examples, evenly from all of them: files are often sorted. */
export function spread<X>(examples: readonly X[], most: number): readonly X[] {
  if (examples.length <= most) return examples;
  return Array.from({ length: most }, (_, k) => examples[Math.floor((k * examples.length) / most)]);
}
