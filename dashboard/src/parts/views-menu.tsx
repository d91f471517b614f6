import { type FormEvent, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { keepView, readViews, type SavedView, writeViews } from '../state/saved-views.ts';
import { useSession } from './context.tsx';
import { Menu } from './menu.tsx';
import { useNotices } from './notices.tsx';

/** Saves the page as it is under a name, pins it to the overview, and copies its address, also to read only. */
export function ViewsMenu() {
  const { person } = useSession();
  const { notify } = useNotices();
  const [path] = useLocation();
  const query = useSearch();
  const [views, setViews] = useState(() => readViews(localStorage, person.name));
  const [name, setName] = useState('');
  const href = query === '' ? path : `${path}?${query}`;
  const change = (next: readonly SavedView[]) => {
    writeViews(localStorage, person.name, next);
    setViews(next);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    change(keepView(views, { name: name.trim(), href, pinned: false }));
    notify(`“${name.trim()}” is saved in this browser.`);
    setName('');
  };
  const copy = async () => {
    const search = new URLSearchParams(query);
    search.set('shared', '1');
    try {
      await navigator.clipboard.writeText(`${location.origin}${path}?${search.toString()}`);
      notify('The link is copied. It shows this page without buttons that change something.');
    } catch (error) {
      notify(
        `The browser does not copy: ${error instanceof Error ? error.message : String(error)}`,
        'critical',
      );
    }
  };
  return (
    <Menu label="Views">
      <form className="form form-small" onSubmit={save}>
        <label className="field">
          <span>Save this page as</span>
          <input
            type="text"
            required
            maxLength={80}
            pattern=".*\S.*"
            title="A name"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <div className="buttons">
          <button type="submit" className="button button-primary button-small">
            Save
          </button>
          <button type="button" className="button button-small" onClick={() => void copy()}>
            Copy a link to read
          </button>
        </div>
      </form>
      {views.length === 0 ? null : (
        <ul className="view-list" aria-label="Saved views">
          {views.map((view) => (
            <li key={view.name}>
              <Link href={view.href}>{view.name}</Link>
              <label className="check">
                <input
                  type="checkbox"
                  checked={view.pinned}
                  onChange={({ target }) =>
                    change(views.map((one) => (one === view ? { ...view, pinned: target.checked } : one)))
                  }
                />
                on the overview
              </label>
              <button
                type="button"
                className="tool-button"
                aria-label={`Remove ${view.name}`}
                onClick={() => change(views.filter((one) => one !== view))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </Menu>
  );
}

/** The views that are pinned to the overview; nothing without any. */
export function PinnedViews() {
  const { person } = useSession();
  const [views] = useState(() => readViews(localStorage, person.name).filter(({ pinned }) => pinned));
  if (views.length === 0) return null;
  return (
    <nav className="crumbs" aria-label="Pinned views">
      {views.map(({ name, href }) => (
        <Link key={name} href={href} className="button button-small">
          {name}
        </Link>
      ))}
    </nav>
  );
}
