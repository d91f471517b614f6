// What cannot wait for the page's own scripts. The chosen theme, so that no other one flashes at the first paint:
const chosen = localStorage.getItem('costkeeper.theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
// Where the API is, asked for while they are on their way (src/sign-in/session.ts):
const costkeeperConfig = fetch('/config.json', { cache: 'no-store' });
costkeeperConfig.catch(() => {});
// Loads the page anew once the server answers, for a part that did not arrive (src/main.tsx). Not within its first ten
// seconds: a part that is missing for another reason would make it load for ever.
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
// A script that the page begins with did not arrive: nobody else is there to say so. Such errors do not bubble.
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
