// The row of topics over a chat. "General" is everything outside topics and stands first.
import { el } from './dom.js';
import { label } from './texts.js';

export const GENERAL = 0;

export class Topics {
  constructor(onPick) {
    this.node = el('div', { class: 'topics', role: 'tablist', label: 'topics', hidden: true });
    this.onPick = onPick;
    this.current = GENERAL;
    this.known = new Map();
    this.unread = new Map();
    // A mouse wheel has only one axis, and the row goes along the other.
    this.node.addEventListener('wheel', (event) => {
      if (event.deltaX || this.node.scrollWidth <= this.node.clientWidth) return;
      event.preventDefault();
      this.node.scrollBy({ left: event.deltaY, behavior: 'instant' });
    }, { passive: false });
    this.node.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const chips = [...this.node.children];
      const at = chips.indexOf(document.activeElement);
      if (!step || at < 0) return;
      event.preventDefault();
      const next = chips[(at + step + chips.length) % chips.length];
      next.focus();
      next.click();
    });
  }

  set(topics) {
    this.known = new Map(topics.filter((topic) => !topic.deleted).map((topic) => [topic.id, topic]));
    if (this.current !== GENERAL && !this.known.has(this.current)) this.current = GENERAL;
    this.draw();
  }

  // Threads also exist in plain groups, for replies: only what is known as a topic, or says so itself, is one.
  of(message) {
    const thread = message.message_thread_id;
    return thread && (message.is_topic_message || this.known.has(thread)) && this.known.has(thread) ? thread : GENERAL;
  }

  pick(id) {
    if (id === this.current) return;
    this.current = id;
    this.unread.delete(id);
    this.draw();
    this.onPick(id);
  }

  arrived(id) {
    if (id === this.current) return;
    this.unread.set(id, (this.unread.get(id) ?? 0) + 1);
    this.draw();
  }

  draw() {
    this.node.hidden = this.known.size === 0;
    const rows = [{ id: GENERAL }, ...this.known.values()];
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.topic : null;
    this.node.replaceChildren(...rows.map(({ id, name }) => {
      const dot = el('span', { class: 'topic-dot' });
      const count = this.unread.get(id);
      if (count) label(dot, 'unread', { n: count });
      const chip = el('button', {
        type: 'button', role: 'tab', class: 'topic', 'aria-selected': String(id === this.current), tabindex: id === this.current ? 0 : -1,
        data: { testid: `topic-${id || 'general'}`, topic: id },
      }, el('span', id ? { text: name } : { say: 'general' }), count ? dot : null);
      chip.addEventListener('click', () => this.pick(id));
      return chip;
    }));
    const chip = this.node.querySelector(focused === null ? '[aria-selected=true]' : `[data-topic="${focused}"]`);
    if (focused !== null) chip?.focus();
    // Only sideways: scrollIntoView would also move the page.
    if (chip) this.node.scrollLeft = chip.offsetLeft - this.node.clientWidth / 2 + chip.clientWidth / 2;
  }
}
