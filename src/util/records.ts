/** The record without its entries that are undefined, so that spreading it leaves defaults as they are. */
export function defined<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
