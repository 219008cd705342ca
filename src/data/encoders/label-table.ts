/** The closed set of labels of a model, in a fixed order: label n is output n. */
import { expected, UnrollError } from '../../util/errors.ts';
import { compareCodePoints } from '../code-points.ts';
import { listed, type Place, wrongAt } from '../records/place.ts';
import { brokenEncoder, storedNames, storedObject } from './json.ts';

export interface LabelTableData {
  labels: readonly string[];
  /** How often each stands in the training data. */
  counts: readonly number[];
}

export class LabelTable {
  readonly labels: readonly string[];
  readonly counts: readonly number[];
  private readonly ids: ReadonlyMap<string, number>;

  private constructor({ labels, counts }: LabelTableData) {
    this.labels = labels;
    this.counts = counts;
    this.ids = new Map(labels.map((label, id) => [label, id]));
  }

  /**
   * The labels of the training data in code point order, or in the order given, which may name more.
   * Throws 'data' for none, and for one that the order lacks.
   */
  static from(labels: Iterable<string>, order?: readonly string[]): LabelTable {
    const seen = new Map<string, number>((order ?? []).map((label) => [label, 0]));
    if (order !== undefined && seen.size < order.length) {
      throw expected('the order of labels', 'different names', order.join(', '));
    }
    for (const label of labels) {
      const count = seen.get(label);
      if (count === undefined && order !== undefined) {
        throw new UnrollError(
          'data',
          `label ${JSON.stringify(label)} is not among those given: ${listed(order)}`,
        );
      }
      seen.set(label, (count ?? 0) + 1);
    }
    if (seen.size === 0) throw new UnrollError('data', 'there are no labels to learn');
    const sorted = order ?? [...seen.keys()].sort(compareCodePoints);
    return new LabelTable({ labels: sorted, counts: sorted.map((label) => seen.get(label) ?? 0) });
  }

  get size(): number {
    return this.labels.length;
  }

  has(label: string): boolean {
    return this.ids.has(label);
  }

  /** Throws 'data' naming the label, where it stands and the labels that are known. */
  id(label: string, place?: Place): number {
    const id = this.ids.get(label);
    if (id !== undefined) return id;
    const sentence = `label ${JSON.stringify(label)} was not seen in training; the labels are ${listed(this.labels)}`;
    throw place === undefined ? new UnrollError('data', sentence) : wrongAt(place, sentence);
  }

  /** Throws 'usage' for an id outside the table. */
  label(id: number): string {
    const label = this.labels[id];
    if (label === undefined) throw expected('a label id', `from 0 to ${this.size - 1}`, id);
    return label;
  }

  toJSON(): LabelTableData {
    return { labels: this.labels, counts: this.counts };
  }

  /** Throws 'format'. */
  static fromJSON(json: unknown): LabelTable {
    const what = 'label table';
    const { labels, counts } = storedObject(json, what);
    const names = storedNames(labels, what, 'labels');
    const natural = (n: unknown) => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0;
    if (!Array.isArray(counts) || counts.length !== names.length || !counts.every(natural)) {
      throw brokenEncoder(what, `"counts" is not a list of ${names.length} counts`);
    }
    return new LabelTable({ labels: names, counts });
  }
}
