import { describe, expect, it } from 'vitest';
import { type ConllOptions, readConll } from '../../../src/data/records/conll.ts';
import { all, readFailure, textSource } from './read.ts';

const read = (text: string, options: ConllOptions = {}, name = 'data.conll') =>
  all(readConll(textSource(text, name), options));
const refused = async (text: string, options: ConllOptions = {}, name = 'data.conll') =>
  readFailure(() => readConll(textSource(text, name), options));

const ner = `-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects VBZ B-VP O
# # B-NP O

\t
Peter NNP B-NP B-PER
`;

describe('CoNLL', () => {
  it('gives words and tags of the last column, or of the columns asked for', async () => {
    expect(await read(ner)).toEqual([
      { name: 'data.conll', line: 3, tokens: ['EU', 'rejects', '#'], tags: ['B-ORG', 'O', 'O'] },
      { name: 'data.conll', line: 8, tokens: ['Peter'], tags: ['B-PER'] },
    ]);
    const [{ tokens, tags }] = await read(ner, { tokenColumn: 2, tagColumn: '3' });
    expect([tokens, tags]).toEqual([
      ['NNP', 'VBZ', '#'],
      ['B-NP', 'B-VP', 'B-NP'],
    ]);
  });

  it('gives words alone when no tags are asked for', async () => {
    expect(await read('a\r\nb\r\n', { tagColumn: null })).toEqual([
      { name: 'data.conll', line: 1, tokens: ['a', 'b'], tags: [] },
    ]);
  });

  it('keeps spaces inside columns of tabs', async () => {
    expect(await read('New York\tB-LOC\nis\tO')).toMatchObject([{ tokens: ['New York', 'is'] }]);
  });

  it('passes over comments when they are there', async () => {
    const text = '# id 1\na O\n';
    expect(await read(text, { comments: true })).toMatchObject([{ line: 2, tokens: ['a'] }]);
    expect(await refused(text)).toEqual([
      'data',
      expect.stringMatching(/line 2: expected 3 columns/),
    ]);
    expect(await refused('a O\n\n# id 1\n')).toEqual([
      'data',
      expect.stringMatching(
        /line 3: expected 2 columns .* found 3; if it is a comment, use --comments/,
      ),
    ]);
  });

  it('lets lines have further columns when the ones to read are named', async () => {
    const options = { tagColumn: 2 };
    expect(await read('a A x\nb B\n', options)).toMatchObject([{ tags: ['A', 'B'] }]);
    expect(await refused('a A x\nb\n', options)).toEqual([
      'data',
      expect.stringMatching(/line 2: expected at least 2 columns but found 1/),
    ]);
  });

  it.each<[string, string, ConllOptions, string, RegExp]>([
    ['a tag column of 0', 'a O\n', { tagColumn: 0 }, 'usage', /--tag-column.*from 1/],
    [
      'a line of too few columns',
      'a x O\nb O\n',
      {},
      'data',
      /line 2: expected 3 columns .*found 2/,
    ],
    [
      'a column that no line has',
      'a O\n',
      { tagColumn: 4 },
      'data',
      /line 1: expected at least 4 columns but found 2/,
    ],
    ['a word without a tag', '\na\n', {}, 'data', /line 2: .*no tag/],
    ['an empty column', 'a\tO\n\tO\n', {}, 'data', /line 2: column 1 is empty/],
    ['a name for a column', 'a O\n', { tagColumn: 'UPOS' }, 'usage', /--tag-column.*no names/],
    ['column 0', 'a O\n', { tokenColumn: 0 }, 'usage', /--token-column.*from 1/],
    ['no text', '', {}, 'data', /data\.conll is empty/],
  ])('refuses %s', async (_, text, options, code, message) => {
    expect(await refused(text, options)).toEqual([code, expect.stringMatching(message)]);
  });
});

const row = (id: string, form: string, upos: string, feats = '_') =>
  [id, form, form.toLowerCase(), upos, 'X', feats, '0', 'root', '_', '_'].join('\t');
const ud = [
  '# sent_id = 1',
  "# text = I haven't",
  row('1', 'I', 'PRON', 'Case=Nom'),
  row('2-3', "haven't", '_'),
  row('2', 'have', 'VERB'),
  row('3', "n't", 'PART'),
  row('8.1', 'gone', 'VERB'),
  '',
  '# sent_id = 2',
  row('1', '#', 'SYM'),
  '',
].join('\n');

describe('CoNLL-U', () => {
  it('gives syntactic words and UPOS; ranges and empty nodes are passed over', async () => {
    expect(await read(ud, {}, 'en.conllu')).toEqual([
      { name: 'en.conllu', line: 3, tokens: ['I', 'have', "n't"], tags: ['PRON', 'VERB', 'PART'] },
      { name: 'en.conllu', line: 10, tokens: ['#'], tags: ['SYM'] },
    ]);
  });

  it('gives columns by name or number', async () => {
    const options: ConllOptions = { format: 'conllu', tokenColumn: 'lemma', tagColumn: 6 };
    const [{ tokens, tags }] = await read(ud, options);
    expect([tokens, tags]).toEqual([
      ['i', 'have', "n't"],
      ['Case=Nom', '_', '_'],
    ]);
  });

  it('names the columns when one does not exist', async () => {
    expect(await refused(ud, { tagColumn: 'POS' }, 'en.conllu')).toEqual([
      'usage',
      expect.stringMatching(/--tag-column to be one of ID, FORM, LEMMA, UPOS.*"POS"/),
    ]);
  });

  it('refuses lines of other than tabs', async () => {
    expect(await refused('1 I i PRON', {}, 'en.conllu')).toEqual([
      'data',
      expect.stringMatching(/^en\.conllu, line 1: expected at least 4 columns but found 1/),
    ]);
  });
});
