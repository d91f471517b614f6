import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2 AA, and what axe-core counts as good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let source: string | undefined;

/**
 * Rules of WCAG 2.2 AA that the page breaks, with the elements, what sticks out at the side, and what reaches over
 * its box into its neighbour. With `within`, a CSS
 * selector, only rules of what is in there. The page has no frames.
 */
export async function violationsOf(page: Page, within?: string): Promise<string[]> {
  // Once for each document: reading it takes as long as a look does.
  if (!(await page.evaluate(() => 'axe' in window))) {
    source ??= readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
    await page.evaluate(source);
  }
  const broken = await page.evaluate(runAxe, [within, RULES] as const);
  return [...broken, ...(await page.evaluate(stickingOut)), ...(await page.evaluate(reachingOver))];
}

/** Runs inside the page. */
async function runAxe([within, rules]: readonly [string | undefined, readonly string[]]): Promise<string[]> {
  const { run } = (window as unknown as { axe: typeof axe }).axe;
  const { violations } = await run(within ?? document, {
    runOnly: { type: 'tag', values: [...rules] },
    // Every rule runs all the same; what passed is not described node by node, which takes as long as the rules.
    resultTypes: ['violations'],
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

/** What reaches over the right edge, while the page can be scrolled sideways; runs inside the page. */
export function stickingOut(): string[] {
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
    .map((element) => `${location.pathname}: ${element.outerHTML.slice(0, 160)}`);
}

/** Figures and cards with more in them than they are wide; runs inside the page. */
export function reachingOver(): string[] {
  return [...document.querySelectorAll('main :is(.figure dd, .card, .gauge figcaption)')]
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${location.pathname}, over its box: ${element.outerHTML.slice(0, 160)}`);
}
