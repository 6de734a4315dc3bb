// A chat's scrolling list. Bubbles are keyed: a change replaces one node and leaves the rest, and the reader's place, alone.
import { el } from './dom.js';
import { icon } from './icons.js';
import { store } from './store.js';
import { label, t } from './texts.js';
import { dayKey, dayName } from './time.js';

const NEAR_BOTTOM = 60;

export class MessageLog {
  // `draw(message)` makes a bubble; `facts(message)` says {key, at: Date, group} about it.
  constructor({ draw, facts }) {
    this.draw = draw;
    this.facts = facts;
    this.items = new Map();
    this.list = el('div', { class: 'messages', role: 'log', 'aria-live': 'polite', tabindex: 0, data: { testid: 'messages' } });
    this.hole = el('div', { class: 'empty' });
    this.pill = el('button', { type: 'button', class: 'new-pill', hidden: true }, icon('down'), el('span', { say: 'newMessages' }));
    this.pill.addEventListener('click', () => this.toBottom(true));
    this.node = el('div', { class: 'log' }, this.list, this.hole, this.pill);
    this.stuck = true;
    this.top = 0;
    this.list.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this.list;
      // Only a move up is the reader leaving the end: content growing below him also fires this event late.
      if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM) {
        this.stuck = true;
        this.pill.hidden = true;
      } else if (scrollTop < this.top) this.stuck = false;
      this.top = scrollTop;
    }, { passive: true });
    // Pictures arrive and the keyboard opens after the bubble is in place: keep the end in view through both.
    new ResizeObserver(() => { if (this.stuck) this.toBottom(); }).observe(this.list);
    this.list.addEventListener('load', () => { if (this.stuck) this.toBottom(); }, true);
    document.addEventListener('language', () => {
      for (const item of this.items.values()) this.swap(item, item.message);
      this.days();
    });
  }

  label(key, values) { label(this.list, key, values); }

  reset(messages) {
    this.items.clear();
    this.list.replaceChildren();
    messages.forEach((message) => this.upsert(message, true));
    this.settle();
    this.toBottom();
  }

  // After a broken connection: what is the same stays where it is, so the reader keeps his place.
  sync(messages) {
    const wanted = new Set(messages.map((message) => this.facts(message).key));
    for (const key of [...this.items.keys()]) if (!wanted.has(key)) this.remove(key);
    messages.forEach((message) => this.upsert(message, true));
    this.settle();
    if (this.stuck) this.toBottom();
  }

  upsert(message, quiet = false) {
    const { key, at, group } = this.facts(message);
    const print = JSON.stringify(message);
    const known = this.items.get(key);
    if (known) {
      if (known.print === print) return;
      this.swap(known, message);
      Object.assign(known, { message, print, at });
    } else {
      const node = this.draw(message);
      if (!quiet) node.classList.add('arriving');
      this.items.set(key, { node, message, print, at });
      this.place(node, group);
    }
    if (quiet) return;
    this.settle();
    if (this.stuck) this.toBottom();
    else if (!known) this.pill.hidden = false;
  }

  swap(item, message) {
    const node = this.draw(message);
    const focused = item.node.contains(document.activeElement) ? document.activeElement : null;
    node.classList.toggle('joined', item.node.classList.contains('joined'));
    item.node.replaceWith(node);
    item.node = node;
    if (!focused) return;
    const twin = focused.dataset.callback === undefined ? null : node.querySelector(`[data-callback="${CSS.escape(focused.dataset.callback)}"]`);
    (twin ?? node).focus({ preventScroll: true });
  }

  place(node, group) {
    const last = this.list.lastElementChild;
    if (!group) { this.list.append(node); return; }
    if (last?.dataset.group === group) { last.append(node); return; }
    this.list.append(el('div', { class: `album ${node.dataset.direction}`, data: { group } }, node));
  }

  remove(key) {
    const known = this.items.get(key);
    if (!known) return;
    this.items.delete(key);
    const box = known.node.parentElement;
    known.node.remove();
    if (box?.classList.contains('album') && !box.children.length) box.remove();
    this.settle();
  }

  settle() {
    this.hole.hidden = this.items.size > 0;
    this.days();
  }

  // Day lines and the joining of neighbouring bubbles depend on what stands around, so they are set in one pass.
  days() {
    let day = null;
    let before = null;
    const kept = new Set();
    for (const { node, at } of this.items.values()) {
      const row = node.parentElement === this.list ? node : node.parentElement;
      const key = dayKey(at);
      if (key !== day) {
        const words = key === dayKey(store.now()) ? `${t('today')}, ${dayName(at)}` : dayName(at);
        let line = row.previousElementSibling;
        if (!line?.classList.contains('day')) {
          line = el('div', { class: 'day' }, el('span'));
          row.before(line);
        }
        // Untouched when it says the same: a changed line would be read aloud again.
        if (line.textContent !== words) line.firstChild.textContent = words;
        kept.add(line);
      }
      row.classList.toggle('joined', key === day && before?.dataset.direction === node.dataset.direction && Boolean(node.dataset.direction));
      day = key;
      before = node;
    }
    this.list.querySelectorAll('.day').forEach((line) => { if (!kept.has(line)) line.remove(); });
  }

  get(key) { return this.items.get(key)?.node ?? null; }

  lastKey() { return [...this.items.keys()].at(-1) ?? null; }

  // `auto` lets the style sheet decide whether the way down is smooth (it is not under prefers-reduced-motion).
  toBottom(byHand = false) {
    this.stuck = true;
    this.pill.hidden = true;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: byHand ? 'auto' : 'instant' });
  }

  show(key) {
    const node = this.get(key);
    if (!node) return false;
    node.scrollIntoView({ block: 'center' });
    node.classList.remove('flash');
    void node.offsetWidth; // restarts the animation when the same quote is tapped twice
    node.classList.add('flash');
    return true;
  }
}
