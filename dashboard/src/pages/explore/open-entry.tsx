import { useLocation, useSearch } from 'wouter';
import { EntryDialog } from './entry-dialog.tsx';

/** The entry that the address names as `entry`, above the page. */
export function OpenEntry({ day }: { readonly day?: string | undefined }) {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const search = new URLSearchParams(query);
  const id = search.get('entry');
  if (!id) return null;
  const close = () => {
    search.delete('entry');
    search.delete('entryDay');
    const rest = search.toString();
    navigate(rest === '' ? path : `${path}?${rest}`);
  };
  return <EntryDialog key={id} id={id} day={search.get('entryDay') ?? day} onClose={close} />;
}
