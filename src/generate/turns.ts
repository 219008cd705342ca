/**
 * An iterator for others to await, over work that is done when it is asked for: one resolved promise
 * for each value, where an async generator takes three.
 */
import { setImmediate } from 'node:timers/promises';

/** Yielded to let the event loop have its turn. */
export const TURN = Symbol('turn');

export function withTurns<Value>(
  values: Generator<Value | typeof TURN, void, void>,
): AsyncIterableIterator<Value> {
  /** A turn that is not over; who asks meanwhile is served after it. */
  let turn: Promise<unknown> | undefined;
  const iterator: AsyncIterableIterator<Value> = {
    next() {
      if (turn !== undefined) return turn.then(() => iterator.next());
      try {
        return taken(values.next());
      } catch (error) {
        return Promise.reject(error);
      }
    },
    async return() {
      await turn;
      values.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };

  function taken(
    result: IteratorResult<Value | typeof TURN, void>,
  ): Promise<IteratorResult<Value>> {
    if (result.value !== TURN) return Promise.resolve(result as IteratorResult<Value>);
    const asked = setImmediate().then(() => {
      turn = undefined;
      return iterator.next();
    });
    turn = asked.catch(() => {});
    return asked;
  }
  return iterator;
}
