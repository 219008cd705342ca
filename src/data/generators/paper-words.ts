/** Words and sentences of papers.ts. */
import type { Tables } from './template.ts';

export const paperTables: Tables = {
  object: ['sheaf', 'lattice', 'graph', 'module', 'operator', 'measure', 'curve', 'kernel', 'flow'],
  kind: ['compact', 'finite', 'smooth', 'regular', 'ergodic', 'bounded', 'simple', 'stable'],
  place: ['space', 'field', 'ring', 'manifold', 'algebra', 'category'],
  letter: ['A', 'B', 'F', 'G', 'M', 'X', 'Y'],
  small: ['f', 'g', 'h', 'k', 'n', 'x', 'y'],
  greek: ['\\alpha', '\\beta', '\\gamma', '\\lambda', '\\mu', '\\sigma'],
  relation: ['=', '\\leq', '\\geq', '\\subset', '\\to', '\\simeq'],
  term: [
    '{small}',
    '{greek}',
    '{small}_{{small2}}',
    '{letter}({small})',
    '\\frac{{small}}{{greek}}',
    '\\sum_{{small}} {greek}_{{small}}',
    '\\sqrt{{small}}',
    '{greek}^{{small}}',
  ],
  math: [
    '{term} {relation} {term2}',
    '{term} + {term2} {relation} {greek}',
    '{letter} {relation} {letter2}',
  ],
  claim: [
    'every {kind} {object} over a {place} is {kind2}',
    'the {object} \\({letter}\\) is {kind} whenever \\({math}\\)',
    'there is a {kind} {object} \\({letter}\\) such that \\({math}\\)',
    'if \\({math}\\), then \\({letter}\\) is a {kind} {object}',
    'no {object} of a {kind} {place} is {kind2}',
  ],
  reason: [
    'Since \\({math}\\), we see that {claim}.',
    'Assume that {claim}.',
    'Consider the {object} \\({letter}({small})\\) of the {place}.',
    'This follows because {claim}.',
    'By the above, \\({math}\\).',
    'It is clear that {claim}.',
  ],
  sentence: [
    'In this section we show that {claim}.',
    'Recall that {claim}.',
    'The {kind} case was treated by \\cite{{author}}.',
    'We write \\({letter}\\) for the {object} of the {place}.',
    'See \\cite{{author}} for a {kind} {object}.',
    'Note that \\({math}\\).',
  ],
  author: ['abel', 'gauss', 'klein', 'noether', 'riemann', 'weyl'],
  title: [
    'The {kind} {object}',
    '{kind} {object}s',
    'On the {object} of a {place}',
    'The {kind} case',
  ],
};

export const statements = ['theorem', 'lemma', 'proposition', 'definition'] as const;
export const lists = ['itemize', 'enumerate'] as const;
