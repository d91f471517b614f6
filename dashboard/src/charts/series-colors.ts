/** Names of the two layers that are of no name: no name of the ledger has a control character. */
export const OTHERS = '\0others';
export const UNNAMED = '\0unnamed';

const CALLED: Readonly<Record<string, string>> = { [OTHERS]: 'Others', [UNNAMED]: '(none)' };

/** The layer that a row of a breakdown is, and the row's own key: what has no name, beside a name that reads so. */
export function layerOf({
  key,
  unnamed,
}: {
  readonly key: string;
  readonly unnamed?: true | undefined;
}): string {
  return unnamed ? UNNAMED : key;
}

/** How a layer of a chart is called on the page. */
export function layerLabel({
  name,
  label,
}: {
  readonly name: string;
  readonly label?: string | undefined;
}): string {
  return label ?? (Object.hasOwn(CALLED, name) ? CALLED[name] : undefined) ?? name;
}

const GREY_NAMES = new Set([OTHERS, UNNAMED, 'other']);
const COLORS = 8;

/** Colours once given to names, so that a name keeps its colour while one moves around. */
const remembered = new Map<string, number>();

/** A CSS colour for each name: distinct within the chart, the same as before where that is possible. */
export function colorsOf(names: readonly string[]): Map<string, string> {
  const taken = new Set<number>();
  const colors = new Map<string, string>();
  const give = (name: string, index: number) => {
    taken.add(index);
    colors.set(name, `var(--series-${index + 1})`);
  };
  for (const name of names) {
    const known = remembered.get(name);
    if (GREY_NAMES.has(name)) colors.set(name, 'var(--series-rest)');
    else if (known !== undefined && !taken.has(known)) give(name, known);
  }
  for (const name of names) {
    if (colors.has(name)) continue;
    let index = 0;
    while (taken.has(index) && index < COLORS - 1) index += 1;
    give(name, index);
    if (!remembered.has(name)) remembered.set(name, index);
  }
  return colors;
}

/** The colour that a CSS colour such as `var(--line)` means at an element in its theme, for canvases. */
export function resolveColor(color: string, element: Element): string {
  const probe = element.appendChild(document.createElement('span'));
  probe.style.color = color;
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
