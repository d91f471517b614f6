import { createContext, type ReactNode, useContext } from 'react';
import { useSearch } from 'wouter';
import type { Api } from '../api/api.ts';
import type { Session } from '../sign-in/session.ts';

interface Page {
  readonly api: Api;
  readonly session: Session;
}

const PageContext = createContext<Page | undefined>(undefined);

export function PageProvider({ children, ...page }: Page & { readonly children: ReactNode }) {
  return <PageContext value={page}>{children}</PageContext>;
}

function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('used outside the page');
  return page;
}

export function useApi(): Api {
  return usePage().api;
}

/** Who reads; at an address that was shared to read, nobody is an administrator. */
export function useSession(): Session {
  const { session } = usePage();
  const shared = new URLSearchParams(useSearch()).get('shared') === '1';
  return shared ? { ...session, person: { ...session.person, isAdmin: false } } : session;
}
