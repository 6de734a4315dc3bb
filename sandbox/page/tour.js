// The steps of the tour: a panel on wide windows, a strip with the current step on narrow ones. Ticks survive a reload.
import { el, prefs } from './dom.js';
import { icon } from './icons.js';
import { language, text } from './texts.js';

const WIDE = '(min-width: 1720px)';

export class Tour {
  constructor(host) {
    this.host = host;
    this.steps = [];
    this.done = new Set();
    this.progress = el('span', { class: 'tour-progress' });
    this.bar = el('progress', { max: 1, value: 0, label: 'tour' });
    this.now = el('p', { class: 'tour-now' });
    this.tick = el('button', { type: 'button', class: 'tour-tick', label: 'tourDone' }, icon('check'));
    this.tick.addEventListener('click', () => this.mark(this.current(), true));
    this.toggle = el('button', { type: 'button', class: 'tour-toggle', 'aria-controls': 'tour-list', label: 'tourList' }, icon('up'));
    this.toggle.addEventListener('click', () => this.show(!this.open));
    this.list = el('ol', { class: 'tour-list', id: 'tour-list' });
    this.again = el('button', { type: 'button', class: 'chip', say: 'tourReset' });
    this.again.addEventListener('click', () => { this.done.clear(); this.keep(); this.draw(); });
    host.append(
      el('header', { class: 'tour-head' }, el('h2', { say: 'tour' }), this.progress, this.now, this.tick, this.toggle),
      this.bar, el('div', { class: 'tour-body' }, this.list, this.again));
    document.addEventListener('language', () => this.draw());
    host.addEventListener('keydown', (event) => { if (event.key === 'Escape' && this.open && !matchMedia(WIDE).matches) { this.show(false); this.toggle.focus(); } });
    this.show(prefs.get('tour') !== 'closed' && matchMedia(WIDE).matches);
  }

  set(steps) {
    this.steps = steps ?? [];
    this.host.hidden = this.steps.length === 0;
    document.body.classList.toggle('with-tour', this.steps.length > 0);
    // Ticks belong to this very tour: another cast begins from the first step.
    this.key = `tour.${this.steps.length}.${(this.steps[0]?.ru ?? '').slice(0, 40)}`;
    try { this.done = new Set(JSON.parse(prefs.get(this.key) ?? '[]')); } catch { this.done = new Set(); }
    this.draw();
  }

  show(open) {
    this.open = open;
    this.host.classList.toggle('open', open);
    document.body.classList.toggle('tour-open', open);
    this.toggle.setAttribute('aria-expanded', String(open));
    if (matchMedia(WIDE).matches) prefs.set('tour', open ? 'open' : 'closed');
  }

  current() { return this.steps.findIndex((_, i) => !this.done.has(i)); }

  words(step) { return step?.[language()] ?? step?.ru ?? step?.en ?? ''; }

  keep() { prefs.set(this.key, JSON.stringify([...this.done])); }

  mark(i, done) {
    if (i < 0) return;
    if (done) this.done.add(i); else this.done.delete(i);
    this.keep();
    this.draw();
  }

  draw() {
    const current = this.current();
    text(this.progress, 'tourProgress', { done: this.done.size, all: this.steps.length });
    this.bar.max = Math.max(1, this.steps.length);
    this.bar.value = this.done.size;
    if (current < 0) text(this.now, 'tourEnd');
    else { delete this.now.dataset.text; this.now.textContent = `${current + 1}. ${this.words(this.steps[current])}`; }
    this.tick.hidden = current < 0;
    const focused = [...this.list.querySelectorAll('input')].indexOf(document.activeElement);
    this.list.replaceChildren(...this.steps.map((step, i) => {
      const box = el('input', { type: 'checkbox', data: { testid: `tour-${i}` } });
      box.checked = this.done.has(i);
      box.addEventListener('change', () => this.mark(i, box.checked));
      return el('li', { class: `${box.checked ? 'done' : ''}${i === current ? ' current' : ''}` }, el('label', {}, box, el('span', { text: this.words(step) })));
    }));
    if (focused >= 0) this.list.querySelectorAll('input')[focused]?.focus();
  }
}
