import { describe, expect, it } from 'vitest';
import { barsAddUp, validBars } from '../../../src/data/generators/abc-bars.ts';

/** The statuses, of music under a head with the given metre. */
const statuses = (music: string, metre = '4/4', unit = '1/8') =>
  validBars(`X:1\nT:By hand\nM:${metre}\nL:${unit}\nK:G\n${music}\n`).map(({ status }) => status);

describe('bars', () => {
  it('are full when their notes add up', () => {
    expect(statuses('|CDEF GABc|c2B2A2G2|c8|z4 G4|')).toEqual(['full', 'full', 'full', 'full']);
    expect(statuses('GAB c2d|e3 d3|', '6/8')).toEqual(['full', 'full']);
    expect(statuses('GBd|g3/2f/e|', '3/4', '1/4')).toEqual(['full', 'full']);
  });

  it('are wrong when they have too much, or too little in the middle', () => {
    expect(statuses('|C8|CDEF GABcd|C8|CDEF GAB|C8|')).toEqual([
      'full',
      'wrong',
      'full',
      'wrong',
      'full',
    ]);
  });

  it('may be short at the beginning and end of a part only', () => {
    expect(statuses('G|c8|c7|')).toEqual(['partial', 'full', 'partial']);
    expect(statuses('G|c8|c7:|G|c8|c7||')).toEqual(
      'partial full partial partial full partial'.split(' '),
    );
    expect(statuses('G|c8|c7|\n|:G|c8|c7|')).toEqual(
      'partial full partial partial full partial'.split(' '),
    );
    expect(statuses('c8|c7|c8|')).toEqual(['full', 'wrong', 'full']);
    expect(statuses('c9|c8')).toEqual(['wrong', 'full']);
    expect(statuses('|:c8|c4|1 d4:|2 e4||')).toEqual('full partial partial partial'.split(' '));
    expect(statuses('c8|c4[1 d4:|[2 e4||')).toEqual('full partial partial partial'.split(' '));
  });

  it('have notes of every length', () => {
    const [bar] = validBars('M:4/4\nL:1/8\nK:C\nC D2 E/2 F/ G// A3/2 B3/4 c|');
    expect(bar.length).toBeCloseTo((1 + 2 + 0.5 + 0.5 + 0.25 + 1.5 + 0.75 + 1) / 8, 12);
  });

  it('have octaves, accidentals, ties, slurs and ornaments that take no time', () => {
    expect(statuses('|^C,,_D=e\'f- (f^^g) ~a!trill!b|"Am"{cd}e2 .c2 Te2 vf2|')).toEqual([
      'full',
      'full',
    ]);
  });

  it('have dotted pairs', () => {
    expect(statuses('|A>B c<d e>>f g2|A3/2B/ c/d3/2 e4|')).toEqual(['full', 'full']);
    expect(statuses('|A>B c2|', '2/4')).toEqual(['full']);
    // Of unequal notes, a dot changes the sum: 3 + 1/2 eighths.
    expect(validBars('M:2/4\nL:1/8\nK:C\nA2>B|')[0].length).toBeCloseTo(3.5 / 8, 12);
    expect(statuses('c8|>c8|c8|c7>|')).toEqual(['full', 'wrong', 'full', 'wrong']);
  });

  it('have tuplets', () => {
    expect(statuses('(3ABc d2 e4|(3A2B2c2 d4|(5ABcde f6|(2AB c5|')).toEqual(
      'full full full full'.split(' '),
    );
    expect(statuses('(5ABcde f3|(6ABcdef g2 e2|', '6/8')).toEqual(['full', 'full']);
    expect(statuses('(3:2:2A2B d2 e4|c8|')).toEqual(['full', 'full']);
    expect(statuses('c8|d2e4(3AB|c8|')).toEqual(['full', 'wrong', 'full']);
  });

  it('have chords as long as their first note times what follows', () => {
    expect(statuses('|[CEG]8|[C2E2]4|[CE]/[DF]/ G7|')).toEqual(['full', 'full', 'full']);
  });

  it('take rests of whole measures', () => {
    expect(statuses('|Z|Z4|z8|x8|')).toEqual(['full', 'full', 'full', 'full']);
  });

  it('follow changes of metre and unit, in a line and between lines', () => {
    expect(statuses('G8|[M:3/4]G6|[L:1/4]G3|\nM:2/4\nG2|')).toEqual([
      'full',
      'full',
      'full',
      'full',
    ]);
    expect(validBars('M:C|\nL:1/4\nK:D\nd4|')[0].metre).toBe(1);
    expect(validBars('M:6/8\nK:D\nd3 d3|')[0].status).toBe('full');
    // Below 3/4 a note without a number is a sixteenth.
    expect(validBars('M:2/4\nK:D\nd4 d4|')[0].status).toBe('full');
    expect(validBars('M:(2+3)/8\nL:1/8\nK:D\nd5|')[0].status).toBe('full');
  });

  it('go on over line ends, and end before comments', () => {
    expect(statuses('c4\nd3\nA:|c8|')).toEqual(['full', 'full']);
    expect(statuses('c4\\\nd4|e4\nf4|g8|% c2|')).toEqual(['full', 'full', 'full']);
  });

  it('are wrong with a sign that is none, and absent without a metre', () => {
    expect(statuses('|c8|c4 ? c4|@|')).toEqual(['full', 'wrong', 'wrong']);
    expect(validBars('K:G\nc8|')).toEqual([]);
    expect(validBars('')).toEqual([]);
  });

  it('make a tune that adds up, or not', () => {
    const head = 'X:1\nM:6/8\nL:1/8\nK:D\n';
    expect(barsAddUp(`${head}A|def fed|BdB AFD:|`)).toBe(true);
    expect(barsAddUp(`${head}def fed|BdB AF|def fed|`)).toBe(false);
    expect(barsAddUp(`${head}A|`)).toBe(false);
    expect(barsAddUp(head)).toBe(false);
  });
});
