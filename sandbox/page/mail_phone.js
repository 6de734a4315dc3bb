// Mailboxes on one phone: a tab for each, the newest letter first, and a letter with its links as buttons.
import { get } from './api.js';
import { el, link } from './dom.js';
import { icon } from './icons.js';
import { letterParts, letterPreview } from './mail_text.js';
import { PhoneFrame } from './phone_frame.js';
import { store } from './store.js';
import { label, t } from './texts.js';
import { dayKey, dayName, dayShort, hhmm } from './time.js';

const momentOf = (letter) => new Date(letter.at * 1000);

export class MailPhone {
  constructor(phone, index) {
    this.phone = phone;
    this.boxes = phone.boxes ?? [];
    this.box = this.boxes[0]?.address;
    this.letters = new Map();
    this.read = new Set();
    this.shown = null;
    this.frame = new PhoneFrame(phone, index);
    this.tabs = el('div', { class: 'topics', role: 'tablist', label: 'mailboxes', hidden: this.boxes.length < 2 });
    this.tabs.addEventListener('keydown', (event) => this.step(event));
    this.frame.under.append(this.tabs);
    this.pane = el('div', { class: 'mail-pane', data: { testid: 'mail-pane' } });
    this.frame.screen.append(this.pane);
    this.draw();
    document.addEventListener('language', () => this.draw());
  }

  get node() { return this.frame.node; }

  inBox(address) {
    return [...this.letters.values()].filter((letter) => letter.to === address).sort((a, b) => b.n - a.n);
  }

  unread(address) { return this.inBox(address).filter(({ n }) => !this.read.has(n)).length; }

  async load() {
    const known = new Set(this.boxes.map(({ address }) => address));
    const rows = await get('mail');
    // What came before this page was opened is no news.
    if (!this.letters.size) rows.forEach(({ n }) => this.read.add(n));
    this.letters = new Map(rows.filter(({ to }) => known.has(to)).map((letter) => [letter.n, letter]));
    this.renew();
  }

  // An open letter is left alone: whoever reads it keeps his place.
  renew() {
    if (this.shown === null || !this.letters.has(this.shown)) this.draw();
    else this.drawTabs();
  }

  on({ letter }) {
    if (!letter || this.letters.has(letter.n) || !this.boxes.some(({ address }) => address === letter.to)) return;
    this.letters.set(letter.n, letter);
    this.frame.arrived();
    this.renew();
  }

  pick(address) {
    this.box = address;
    this.shown = null;
    this.draw();
  }

  step(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.boxes.findIndex(({ address }) => address === this.box);
    this.pick(this.boxes[(at + step + this.boxes.length) % this.boxes.length].address);
    this.tabs.querySelector('[aria-selected=true]').focus();
  }

  open(letter) {
    this.shown = letter.n;
    this.read.add(letter.n);
    this.draw();
    this.pane.querySelector('.mail-back').focus();
  }

  back() {
    const left = this.shown;
    this.shown = null;
    this.draw();
    this.pane.querySelector(`[data-letter="${left}"]`)?.focus();
  }

  draw() {
    this.frame.setNames(t('mail'), this.box ?? '');
    this.drawTabs();
    const letter = this.letters.get(this.shown);
    if (letter) this.pane.replaceChildren(this.page(letter));
    else this.list();
  }

  drawTabs() {
    const tab = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...this.boxes.map((box, i) => this.tab(box, i)));
    if (tab) this.tabs.querySelector('[aria-selected=true]')?.focus();
  }

  tab({ address, title }, i) {
    const chosen = address === this.box;
    const count = this.unread(address);
    const badge = count ? label(el('span', { class: 'topic-dot' }), 'unread', { n: count }) : null;
    const chip = el('button', {
      type: 'button', role: 'tab', class: 'topic', 'aria-selected': String(chosen), tabindex: chosen ? 0 : -1, data: { testid: `mailbox-${i}` },
    }, el('span', { text: title ?? address }), badge);
    chip.addEventListener('click', () => this.pick(address));
    return chip;
  }

  // Redrawn when a letter comes: whoever stands on one with the keyboard stays there.
  list() {
    const held = this.pane.contains(document.activeElement) ? document.activeElement.dataset.letter : null;
    const top = this.pane.scrollTop;
    const rows = this.inBox(this.box).map((letter) => this.row(letter));
    this.pane.replaceChildren(...(rows.length ? rows : [el('p', { class: 'mail-none', say: 'mailNone' })]));
    this.pane.scrollTop = top;
    if (held) this.pane.querySelector(`[data-letter="${held}"]`)?.focus();
  }

  row(letter) {
    const at = momentOf(letter);
    const today = dayKey(at) === dayKey(store.now());
    const row = el('button', { type: 'button', class: `mail-row${this.read.has(letter.n) ? '' : ' fresh'}`, data: { letter: letter.n, testid: 'letter' } },
      el('span', { class: 'mail-from', text: letter.from_name }),
      el('time', { text: today ? hhmm(at) : dayShort(at), datetime: at.toISOString() }),
      el('strong', { text: letter.subject }),
      el('span', { class: 'mail-words', text: letterPreview(letter) }));
    row.addEventListener('click', () => this.open(letter));
    return row;
  }

  page(letter) {
    const at = momentOf(letter);
    const { words, footer } = letterParts(letter);
    const back = el('button', { type: 'button', class: 'mail-back', data: { testid: 'mail-back' } }, icon('back'), el('span', { say: 'mailBack' }));
    back.addEventListener('click', () => this.back());
    const page = el('article', { class: 'mail-letter', data: { testid: 'mail-letter' } }, back,
      el('h3', { text: letter.subject }),
      el('p', { class: 'mail-meta' }, el('span', { text: `${letter.from_name} · ${letter.to}` }), el('time', { text: `${dayName(at)}, ${hhmm(at)}`, datetime: at.toISOString() })),
      letter.repeat && el('p', { class: 'mail-meta', say: 'mailRepeat' }),
      el('p', { class: 'mail-text', text: words }),
      ...letter.links.map(({ label: said, url }) => link(url, { class: 'key primary url', 'data-testid': 'mail-link' }, el('span', { text: said }))),
      footer && el('p', { class: 'mail-footer', text: footer }));
    page.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.back();
    });
    return page;
  }
}
