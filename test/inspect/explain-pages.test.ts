/** What an explanation looks like: text and HTML. */
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/inspect/explain.ts';
import { explanationHtml } from '../../src/inspect/explain-html.ts';
import type { Explanation } from '../../src/inspect/explain-record.ts';
import { explanationText } from '../../src/inspect/explain-text.ts';
import { formulaHtml } from '../../src/inspect/html.ts';
import { languageModelDefaults } from '../../src/models/config.ts';
import { helloWeight } from './hello-values.ts';

function hello(tokens: readonly string[], cell: 'rnn' | 'lstm' = 'rnn'): Explanation {
  const V = tokens.length;
  const G = cell === 'rnn' ? 1 : 4;
  const config = { ...languageModelDefaults, cell, layers: 1, hidden: 3, embed: 'onehot' as const };
  const weights = {
    'rnn.weight_ih_l0': helloWeight(1, G * 3 * V),
    'rnn.weight_hh_l0': helloWeight(2, G * 9),
    'rnn.bias_ih_l0': helloWeight(3, G * 3),
    'rnn.bias_hh_l0': helloWeight(4, G * 3),
    'output.weight': helloWeight(5, 3 * V),
    'output.bias': helloWeight(6, V),
  };
  return explain({ config, tokens, weights }, [1, 0, 2, 2, 3]);
}

describe('an explanation as text', () => {
  it('shows h, p, the gradients and the factor, step by step', () => {
    const text = explanationText(hello(['e', 'h', 'l', 'o']));
    // numbers of torch, see hello-values.ts
    for (const line of [
      'h[1]           0.4621  0.2913  -0.7616    tanh(a[1])',
      '1      h       e     0.1985        1.6168',
      '∂L/∂h[4]         0.0364  -0.0357  0.0364    the sum of both',
      'J[t] = ∂h[t]/∂h[t-1] = diag(1 - h[t]²) U',
      '1  0.6347           0.0401      0.1978            0.0018',
    ]) {
      expect(text).toContain(line);
    }
    expect(text.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it('keeps lines short and shows only the probable symbols of a large vocabulary', () => {
    const tokens = Array.from({ length: 100 }, (_, id) => `s${id}`);
    const text = explanationText(hello(tokens));
    expect(text).toContain('(88 more)');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(160);
  });

  it('shows gates and cell state of an lstm', () => {
    const text = explanationText(hello(['e', 'h', 'l', 'o'], 'lstm'));
    expect(text).toContain('σ(a_f[2])   forget gate: what to keep');
    expect(text).toContain('f[3] ⊙ c[2] + i[3] ⊙ g[3]');
    expect(text).toContain('f[4] ⊙ ∂L/∂c[4]');
  });
});

describe('an explanation as HTML', () => {
  it('asks nobody for anything and runs no script', () => {
    const html = explanationHtml(hello(['e', 'h', 'l', 'o']));
    expect(html).not.toMatch(/<script|https?:|url\(|@import|<link|<img|\son\w+=/i);
    expect(html).toContain("default-src 'none'");
  });

  it('escapes symbols, however they look', () => {
    const html = explanationHtml(hello(['<b>', '"&', '\n', "</style>'"]));
    expect(html).not.toContain('<b>&');
    expect(html).not.toMatch(/<b><\/span>/);
    expect(html).toContain('&lt;b&gt;');
    expect(html).toContain('&lt;/style&gt;&#39;');
    expect(html).toContain('⏎');
  });

  it('has as many closing tags as opening ones', () => {
    const html = explanationHtml(hello(['e', 'h', 'l', 'o'], 'lstm'));
    for (const tag of ['div', 'table', 'tr', 'td', 'th', 'section', 'span', 'sub', 'svg', 'p']) {
      const open = html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0;
      const closed = html.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0;
      expect({ tag, open }).toEqual({ tag, open: closed });
    }
  });

  it('sets subscripts in formulas', () => {
    expect(formulaHtml('a_r[2] = W_r x[2] + U_r h[1]')).toBe(
      'a<sub>r,2</sub> = W<sub>r</sub> x<sub>2</sub> + U<sub>r</sub> h<sub>1</sub>',
    );
  });
});
