/** What axe-core calls serious or critical on a page; run in the page without touching its policy. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** `rules`: these alone; they take a fraction of the time of all. */
export async function seriousViolations(page: Page, rules?: string[]): Promise<string[]> {
  // By the debugger's protocol, which the content security policy of the page does not hold back.
  await page.evaluate(source);
  const options = JSON.stringify(rules === undefined ? {} : { runOnly: rules });
  const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const where = nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`);
      return `${id} (${nodes.length}): ${where.join(' | ')}`;
    });
}
