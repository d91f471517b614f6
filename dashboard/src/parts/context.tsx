import { createContext, type ReactNode, useContext } from 'react';
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

export function useSession(): Session {
  return usePage().session;
}
