// The company clock with its jumps, and the product's heartbeat with the button that kills it.
import { post } from './api.js';
import { el, notice } from './dom.js';
import { store } from './store.js';
import { label, t, text } from './texts.js';
import { dayShort, hhmm, hhmmss, secondsUntil } from './time.js';

const JUMPS = [
  ['clockTo10', () => secondsUntil(10, store.now())],
  ['clock1h', () => 3600],
  ['clock24h', () => 86400],
  ['clock6d', () => 6 * 86400],
];

export function mountClock(host) {
  const day = el('span', { class: 'clock-day' });
  const time = el('time', { class: 'clock-time', data: { testid: 'clock' } });
  const face = el('div', { class: 'clock-face', role: 'timer', 'aria-live': 'off' }, time, day);
  const jumps = JUMPS.map(([key, seconds]) => {
    const button = el('button', { type: 'button', class: 'chip', say: key, data: { testid: `jump-${key.slice(5).toLowerCase()}` } });
    label(button, 'clockHint', { step: t(key) });
    button.addEventListener('click', async () => {
      button.disabled = true;
      try { store.takeClock(await post('clock', { advance: seconds() })); } catch (error) { notice(t('failed', { why: error.message })); }
      button.disabled = false;
      button.focus();
    });
    return button;
  });
  document.addEventListener('language', () => jumps.forEach((button, i) => label(button, 'clockHint', { step: t(JUMPS[i][0]) })));
  host.append(face, el('div', { class: 'chips' }, ...jumps));

  const draw = () => {
    const now = store.now();
    time.textContent = hhmmss(now);
    time.dateTime = now.toISOString();
    day.textContent = dayShort(now);
    document.querySelectorAll('.phone-time').forEach((node) => { node.textContent = hhmm(now); });
  };
  store.addEventListener('clock', draw);
  document.addEventListener('language', draw);
  setInterval(draw, 1000);
  draw();
}

export function mountProduct(host) {
  const dot = el('span', { class: 'dot', 'aria-hidden': 'true' });
  const state = el('span', { class: 'product-state', data: { testid: 'product-state' } });
  const restarts = el('span', { class: 'restarts', data: { testid: 'restarts' } });
  const kill = el('button', { type: 'button', class: 'chip danger', say: 'kill', label: 'killHint', data: { testid: 'kill' } });
  kill.addEventListener('click', async () => {
    kill.disabled = true;
    try { await post('product/kill'); } catch (error) { notice(t('failed', { why: error.message })); }
    draw();
  });
  host.append(el('span', { class: 'product-face', role: 'status' }, dot, state), restarts, kill);

  let seen = false; // before its first start the program is not restarting, it is just not there
  const draw = () => {
    const { alive, restarts: count } = store.product;
    seen ||= alive === true || count > 0;
    const known = alive === true ? 'alive' : alive === false && seen ? 'dead' : 'unknown';
    dot.className = `dot ${known}`;
    text(state, known);
    restarts.textContent = `↻ ${count ?? 0}`;
    restarts.title = t('restarts', { n: count ?? 0 });
    kill.disabled = alive !== true;
  };
  store.addEventListener('product', draw);
  document.addEventListener('language', draw);
  draw();
}
