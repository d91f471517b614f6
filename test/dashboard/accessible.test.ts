import { describe, expect, it } from 'vitest';
import { shareBrowser } from '../support/shared/shared.ts';
import { violationsOf, visit } from './support/visit.ts';

describe('a look for what is not accessible', () => {
  it('finds it, at the second look at a document too', async () => {
    const browser = await shareBrowser();
    const { page } = await visit(browser, 'http://127.0.0.1');
    await page.setContent('<html lang="en"><title>A page</title><main><h1>A page</h1></main></html>');
    expect(await violationsOf(page)).toEqual([]);
    await page
      .locator('h1')
      .evaluate((heading) => heading.insertAdjacentHTML('afterend', '<img src="a.png">'));
    expect(await violationsOf(page)).toEqual([expect.stringMatching(/^image-alt: <img src="a.png">$/)]);
    await browser.close();
  });
});
