// The phone itself: caption above, status line, the app's header, room for the chat, and what may cover it.
import { el } from './dom.js';
import { icon } from './icons.js';
import { store } from './store.js';
import { label, t } from './texts.js';

export class PhoneFrame {
  constructor(phone, index, onOpened) {
    this.phone = phone;
    this.badge = el('span', { class: 'badge', hidden: true, data: { testid: `unread-${phone.id}` } });
    this.person = el('span', { class: 'person' });
    this.caption = el('header', { class: 'caption' },
      el('kbd', { text: String(index + 1), title: `Ctrl+${index + 1}` }), el('h2', { text: phone.title ?? phone.id }), this.person, this.badge);
    this.avatar = el('span', { class: 'avatar', 'aria-hidden': 'true' });
    this.title = el('strong', { class: 'app-title' });
    this.subtitle = el('span', { class: 'app-subtitle' });
    this.actions = el('div', { class: 'app-actions' });
    this.bar = el('div', { class: 'app-bar' }, this.avatar, el('div', { class: 'app-names' }, this.title, this.subtitle), this.actions);
    this.under = el('div', { class: 'app-under' });
    this.toasts = el('div', { class: 'toasts', role: 'status' });
    this.screen = el('div', { class: 'screen' },
      el('div', { class: 'status-line', 'aria-hidden': 'true' }, el('span', { class: 'phone-time' }), el('span', { class: 'speaker' }), el('span', { class: 'battery' })),
      this.bar, this.under, this.toasts);
    this.node = el('section', {
      class: `phone ${phone.kind}`, id: `phone-${phone.id}`, 'aria-label': phone.title ?? phone.id,
      data: { testid: `phone-${phone.id}`, kind: phone.kind },
    }, this.caption, el('div', { class: 'body' }, this.screen));
    this.unread = 0;
    const opened = () => { this.seen(); onOpened?.(); };
    this.node.addEventListener('pointerdown', opened);
    this.node.addEventListener('focusin', opened);
  }

  setNames(title, subtitle, person) {
    this.title.textContent = title;
    this.subtitle.textContent = subtitle;
    this.avatar.textContent = [...(title.match(/\p{L}|\p{N}/u)?.[0] ?? '•')][0].toUpperCase();
    if (person && person !== this.phone.title) this.person.textContent = person;
  }

  // A phone in hand is one that has the focus while the page is in front.
  inHand() { return document.hasFocus() && this.node.contains(document.activeElement); }

  arrived() {
    if (this.inHand()) return;
    this.count(this.unread + 1);
  }

  seen() { this.count(0); }

  count(number) {
    this.unread = number;
    this.badge.hidden = number === 0;
    this.badge.textContent = number > 99 ? '99+' : String(number);
    if (number) label(this.badge, 'unread', { n: number });
    store.setUnread(this.phone.id, number);
  }

  toast(message) {
    const node = el('div', { class: 'toast', text: message });
    this.toasts.append(node);
    setTimeout(() => node.remove(), Math.min(9000, 2600 + message.length * 45));
  }

  fail(error) { this.toast(t('failed', { why: error.message })); }

  alert(message) {
    const back = document.activeElement;
    const ok = el('button', { type: 'button', class: 'alert-ok', say: 'ok' });
    const box = el('div', { class: 'veil' }, el('div', { class: 'alert-box', role: 'alertdialog', 'aria-modal': 'true', 'aria-label': message },
      el('p', { text: message }), ok));
    const close = () => { box.remove(); if (back?.isConnected) back.focus(); };
    ok.addEventListener('click', close);
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
      if (event.key === 'Tab') { event.preventDefault(); ok.focus(); }
    });
    this.screen.append(box);
    ok.focus();
  }

  action(name, key, handler) {
    const button = el('button', { type: 'button', class: 'icon-button', label: key }, icon(name));
    button.addEventListener('click', handler);
    this.actions.append(button);
    return button;
  }

  focus() {
    const composer = this.node.querySelector('textarea');
    (composer ?? this.node.querySelector('button'))?.focus();
    this.node.scrollIntoView({ block: 'nearest', inline: 'center' });
  }
}
