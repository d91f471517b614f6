/** Strokes of the navigation's icons, on a grid of 24. */
const PATHS = {
  overview: 'M4 19V11M10 19V5M16 19v-6M21 19H3',
  explore: 'M4 6h16M7 12h10M10 18h4',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM21 21l-5-5',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 20c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M16 4.3a3.5 3.5 0 0 1 0 6.4M17.5 14.8c2.1.7 3.5 2.6 3.5 5.2',
  groups: 'M4 7.5 12 4l8 3.5-8 3.5-8-3.5ZM4 12l8 3.5 8-3.5M4 16.5 12 20l8-3.5',
  budgets: 'M4 17a8 8 0 1 1 16 0M12 17l4-5M4 20h16',
  optimisations:
    'M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2.1h5c0-.9.4-1.6 1-2.1A6 6 0 0 0 12 3Z',
  units: 'M4 20V4M4 20h16M8 16l4-5 3 3 5-7',
  prices: 'M12 3H5v7l9.5 9.5a1.5 1.5 0 0 0 2.1 0l4.9-4.9a1.5 1.5 0 0 0 0-2.1L12 3ZM8.5 7.5h.01',
  reports: 'M6 3h8l4 4v14H6V3ZM14 3v4h4M9 12h6M9 16h6',
  status: 'M3 12h4l3-7 4 14 3-7h4',
  me: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c0-3.9 3.4-6.5 7.5-6.5s7.5 2.6 7.5 6.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
