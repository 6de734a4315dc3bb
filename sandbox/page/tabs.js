// On a narrow window one phone is shown at a time and these tabs choose which; on a wide one they are hidden.
import { el } from './dom.js';
import { store } from './store.js';

export class Tabs {
  constructor(host) {
    this.host = host;
    this.current = 0;
    host.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.pick((this.current + step + this.phones.length) % this.phones.length);
      host.children[this.current].focus();
    });
    store.addEventListener('unread', ({ detail }) => {
      const badge = host.querySelector(`[data-phone="${CSS.escape(detail.phone)}"] .badge`);
      if (!badge) return;
      badge.hidden = detail.count === 0;
      badge.textContent = String(detail.count);
    });
  }

  set(phones) {
    this.phones = phones;
    this.host.replaceChildren(...phones.map(({ phone }, i) => {
      const tab = el('button', { type: 'button', role: 'tab', class: 'tab', 'aria-controls': `phone-${phone.id}`, data: { phone: phone.id, testid: `tab-${phone.id}` } },
        el('span', { text: phone.title ?? phone.id }), el('span', { class: 'badge', hidden: true }));
      tab.addEventListener('click', () => { this.pick(i); phones[i].frame.seen(); phones[i].opened?.(); });
      return tab;
    }));
    this.pick(this.current);
  }

  pick(index) {
    this.current = index;
    this.phones.forEach(({ node }, i) => node.classList.toggle('chosen', i === index));
    [...this.host.children].forEach((tab, i) => {
      tab.setAttribute('aria-selected', String(i === index));
      tab.tabIndex = i === index ? 0 : -1;
    });
    // A chat hidden until now has had no height to scroll in.
    this.phones[index]?.log?.stuck && this.phones[index].log.toBottom();
  }
}
