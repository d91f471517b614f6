import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createApi } from './api/api.ts';
import { App } from './app.tsx';
import { PageProvider } from './parts/context.tsx';
import { NoticesProvider } from './parts/notices.tsx';
import { openSession } from './sign-in/session.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/charts.css';
import './styles/insight.css';
import './styles/print.css';

const element = document.querySelector('#root');
if (!element) throw new Error('index.html has no #root');
const root = createRoot(element);

// A deployment takes away the parts of the page before it: one that is still open loads anew when it asks for one.
// Not at once again: a part that is missing for another reason would make the page load for ever.
addEventListener('vite:preloadError', () => {
  if (navigator.onLine && performance.now() > 10_000) location.reload();
});

try {
  const session = await openSession();
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: 5000, gcTime: 30 * 60_000, networkMode: 'always' } },
  });
  root.render(
    <QueryClientProvider client={client}>
      <PageProvider api={createApi(session)} session={session}>
        <NoticesProvider>
          <App />
        </NoticesProvider>
      </PageProvider>
    </QueryClientProvider>,
  );
} catch (error) {
  root.render(
    <main className="start-problem">
      <h1>Costkeeper could not start</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        Try again
      </button>
    </main>,
  );
}
