import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createApi, isTriedAgain } from './api/api.ts';
import { App } from './app.tsx';
import { preloadTimeChart } from './charts/lazy-time-chart.tsx';
import './parts/back-guard.ts';
import { PageProvider } from './parts/context.tsx';
import { NoticesProvider } from './parts/notices.tsx';
import { preloadPage } from './pages/pages.tsx';
import { openSession } from './sign-in/session.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/charts.css';
import './styles/insight.css';
import './styles/phone.css';
import './styles/print.css';

declare global {
  var costkeeperReload: () => void;
}

const element = document.querySelector('#root');
if (!element) throw new Error('index.html has no #root');
const root = createRoot(element);

// A deployment takes away the parts of the page before it, and without a network none can be had: a page that lacks
// one loads anew once the server answers. Not at once again: it may be missing for another reason (public/start.js).
addEventListener('vite:preloadError', costkeeperReload);
// Charts are on most pages: their part is on its way before the first figures are.
void preloadTimeChart();

try {
  // Drawn when both are there, the page need not show first where it will be.
  const [session] = await Promise.all([openSession(), preloadPage(location.pathname)]);
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5000, gcTime: 30 * 60_000, networkMode: 'always', retry: isTriedAgain },
    },
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
