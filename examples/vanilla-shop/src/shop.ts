import '@passerby/example-shop/shop.css';
import { trackDownloads } from '@passerby/sdk-core/downloads';
import { trackForms } from '@passerby/sdk-core/forms';
import { trackLinks } from '@passerby/sdk-core/links';
import { onInCart, pages } from './pages.ts';
import { startRouter } from './router.ts';
import { closeTracker, setConsent, tracker } from './tracker.ts';

const find = (selector: string): HTMLElement => document.querySelector(selector) as HTMLElement;

const undos = [
  startRouter(pages, { '/offer': '/product/2' }),
  trackLinks(tracker),
  trackDownloads(tracker),
  trackForms(tracker),
];

onInCart((count) => (find('#in-cart').textContent = String(count)));

const notice = find('#offline');
const showNetwork = (): void => void (notice.hidden = navigator.onLine);
for (const type of ['online', 'offline']) window.addEventListener(type, showNetwork);
showNetwork();

const banner = find('aside');
for (const button of banner.querySelectorAll('button')) {
  // Counting needs no consent, as nothing identifies the visitor; knowing who comes back does.
  button.addEventListener('click', () => {
    setConsent(button.dataset['consent'] as 'granted' | 'denied');
    banner.remove();
  });
}

find('#close').addEventListener('click', () => {
  for (const undo of undos) undo();
  closeTracker();
  document.body.textContent = 'Closed. Nothing is counted any more.';
});
