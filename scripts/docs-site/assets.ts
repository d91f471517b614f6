/** The look of the site: one column of text, the pages beside it, light or dark as the reader has it. */
export const STYLE = `:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
html { background: light-dark(#fff, #121212); color: light-dark(#111, #eee); }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
a { color: light-dark(#0645ad, #8ab4f8); }
nav { padding: 1rem; height: 100vh; overflow: auto; position: sticky; top: 0; box-sizing: border-box; font-size: 0.9rem; }
nav ul, nav ol { list-style: none; padding: 0; }
nav a[aria-current] { font-weight: 600; }
nav summary { padding: 0.4rem 0; font-weight: 600; cursor: pointer; }
nav h2 { font-size: 1em; margin: 0.8rem 0 0; }
nav ul { margin: 0.2rem 0; }
input { width: 100%; box-sizing: border-box; padding: 0.4rem; font: inherit; }
main { padding: 1rem 2rem 4rem; max-width: 60rem; }
pre { overflow: auto; padding: 0.8rem; background: light-dark(#f4f4f4, #1e1e1e); }
code { font-family: ui-monospace, monospace; font-size: 0.9em; overflow-wrap: anywhere; }
pre code { overflow-wrap: normal; }
td code { overflow-wrap: normal; }
.table { overflow: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid light-dark(#ccc, #444); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; } main { padding: 1rem; } }
`;

/** The search: every word must be in a section; one in its title counts more, and so do words as they were typed. */
export const SEARCH = `const input = document.getElementById('search');
const found = document.getElementById('found');
const root = document.body.dataset.root;
// On a phone the text comes first: the list of pages opens by a touch.
if (matchMedia('(max-width: 50rem)').matches) document.getElementById('pages').open = false;
let sections;
const score = ({ title, text }, words, typed) => {
  const [inTitle, inText] = [title.toLowerCase(), text.toLowerCase()];
  let sum = 0;
  for (const word of words) {
    const points = (inTitle.includes(word) ? 5 : 0) + (inText.includes(word) ? 1 : 0);
    if (points === 0) return 0;
    sum += points;
  }
  if (words.length > 1) sum += (inTitle.includes(typed) ? 5 : 0) + (inText.includes(typed) ? 4 : 0);
  return sum;
};
input.addEventListener('input', async () => {
  sections ??= await (await fetch(root + 'search.json')).json();
  const typed = input.value.toLowerCase().trim().replaceAll(/\\s+/g, ' ');
  const words = typed.split(' ').filter((word) => word.length > 1);
  const best = words.length === 0 ? [] : sections
    .map((section) => ({ section, points: score(section, words, typed) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, 12);
  found.replaceChildren(...best.map(({ section }) => {
    const [item, link] = [document.createElement('li'), document.createElement('a')];
    link.href = root + section.href;
    link.textContent = section.title;
    item.append(link);
    return item;
  }));
  if (words.length > 0 && best.length === 0) found.append(Object.assign(document.createElement('li'), { textContent: 'No section has all of these words.' }));
});
`;
