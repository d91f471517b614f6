// Before main.tsx, and in its place.
const chosen = localStorage.getItem('costkeeper.theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
const costkeeperConfig = fetch('/config.json', { cache: 'no-store' });
costkeeperConfig.catch(() => {});
let isWaiting = false;
function costkeeperReload() {
  if (isWaiting) return;
  isWaiting = true;
  const timer = setInterval(async () => {
    const asked = { cache: 'no-store', signal: AbortSignal.timeout(3000) };
    const answer = await fetch('/config.json', asked).catch(() => {});
    if (!answer?.ok || performance.now() < 10_000) return;
    clearInterval(timer);
    location.reload();
  }, 3000);
}
Object.assign(globalThis, { costkeeperConfig, costkeeperReload });
addEventListener(
  'error',
  ({ target: { type } }) => {
    if (type !== 'module') return;
    const boot = document.querySelector('.boot');
    if (boot)
      boot.outerHTML =
        '<h1 class="boot">This page could not be loaded. It is loaded again once the server answers.</h1>';
    costkeeperReload();
  },
  true,
);
