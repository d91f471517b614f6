import { type Theme, useTheme } from './use-theme.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['system', 'Auto'],
];

/** Light, dark, or as the machine has it. */
export function ThemeToggle() {
  const { theme, choose } = useTheme();
  return (
    <div className="segments" role="group" aria-label="Theme">
      {THEMES.map(([value, label]) => (
        <button key={value} type="button" aria-pressed={theme === value} onClick={() => choose(value)}>
          {label}
        </button>
      ))}
    </div>
  );
}
