import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { reachingOver, stickingOut } from '../../testing/dashboard/accessibility.ts';
import { waitFor } from '../../testing/wait-for.ts';
import type { DrivenBrowser } from './driven-browser.ts';

/** What a page shows in one browser. */
export interface Shown {
  readonly title: string;
  /** Every amount, to its last digit, in the order of the page. */
  readonly amounts: readonly string[];
  /** Charts, and how many of them nothing is drawn on. */
  readonly charts: number;
  readonly blankCharts: number;
  /** What reaches over its box or the window. */
  readonly tooWide: readonly string[];
}

const READY = `document.querySelector('h1') !== null && document.querySelector('.skeleton') === null`;

/** Runs inside the page. */
function readPage(): Omit<Shown, 'tooWide'> {
  const charts = [...document.querySelectorAll('canvas')];
  return {
    title: document.querySelector('h1')?.textContent ?? '',
    // Where a period will end is another amount with every minute.
    amounts: [...document.querySelectorAll('main .money[title]')]
      .filter((element) => !element.closest('.figure')?.textContent.startsWith('Expected'))
      .map((element) => element.getAttribute('title') ?? ''),
    charts: charts.length,
    blankCharts: charts.filter(
      (canvas) =>
        canvas
          .getContext('2d')
          ?.getImageData(0, 0, canvas.width, canvas.height)
          .data.every((value) => value === 0) ?? true,
    ).length,
  };
}

/** How long a page may stay as it is before what differs counts: parts of it come one after the other. */
const STILL_MS = 20_000;

/**
 * Loads an address in a window of this width and says what is there once nothing is being read; beside a page that is
 * `expected`, once it is the same, or has long stayed another.
 */
export async function lookAtPage(
  browser: DrivenBrowser,
  url: string,
  width: number,
  expected?: Shown,
): Promise<Shown> {
  await browser.resize(width, 900);
  await browser.open(url);
  await waitFor(`${url} in ${browser.version}`, () => browser.evaluate<boolean>(READY), Boolean);
  let shown = await readShown(browser);
  if (expected === undefined) return shown;
  let since = performance.now();
  while (differences(shown, expected).length > 0 && performance.now() - since < STILL_MS) {
    await sleep(LOOK_MS);
    const next = await readShown(browser);
    if (!isDeepStrictEqual(next, shown)) since = performance.now();
    shown = next;
  }
  return shown;
}

const LOOK_MS = 500;

async function readShown(browser: DrivenBrowser): Promise<Shown> {
  const shown = await browser.evaluate<Omit<Shown, 'tooWide'>>(`(${readPage.toString()})()`);
  const tooWide = await browser.evaluate<string[]>(
    `[...(${stickingOut.toString()})(), ...(${reachingOver.toString()})()]`,
  );
  return { ...shown, tooWide };
}

/** How a page differs from the same one in the browser that it is held against; one line each. */
export function differences(shown: Shown, expected: Shown): string[] {
  const others = amountsBeside(shown.amounts, expected.amounts);
  return [
    ...(shown.title === expected.title ? [] : [`its title is “${shown.title}”, not “${expected.title}”`]),
    ...(others.length === 0
      ? []
      : [`amounts that the other does not show: ${others.slice(0, 5).join(', ')}`]),
    ...(shown.charts === expected.charts ? [] : [`${shown.charts} charts, not ${expected.charts}`]),
    ...(shown.blankCharts === 0 ? [] : [`${shown.blankCharts} charts with nothing on them`]),
    ...shown.tooWide,
  ];
}

/** What one list has more of than the other, either way. */
function amountsBeside(one: readonly string[], other: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const amount of one) counts.set(amount, (counts.get(amount) ?? 0) + 1);
  for (const amount of other) counts.set(amount, (counts.get(amount) ?? 0) - 1);
  return [...counts].filter(([, count]) => count !== 0).map(([amount]) => amount);
}
