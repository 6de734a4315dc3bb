// The client's phone: one chat with the company, written as whichever client is chosen in the ⋯ menu.
import { get, post } from './api.js';
import { Composer } from './composer.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { MessageActions } from './message_actions.js';
import { MessageLog } from './message_log.js';
import { PhoneFrame } from './phone_frame.js';
import { closePopover, openPopover } from './popover.js';
import { drawnPhotos } from './sample_media.js';
import { label, t } from './texts.js';
import { hasReached, isMine, momentOf, whatsappBubble, whatsappPreview } from './whatsapp_bubble.js';

const PLACE = { latitude: 55.703797, longitude: 37.724853, label: 'Склад покупателя', address: 'Москва, Волгоградский проспект, 42' };

export class WhatsAppPhone {
  constructor(phone, index) {
    this.phone = phone;
    this.from = phone.from;
    this.names = new Map([[phone.from, phone.profile_name ?? phone.title ?? '']]);
    this.messages = new Map();
    this.codes = new Map();
    this.onItsWay = new Set();
    this.inFlight = 0;
    this.late = null;
    this.toRead = false;
    this.frame = new PhoneFrame(phone, index, () => this.opened());
    this.composer = new Composer({ send: (draft) => this.send(draft), toast: (words) => this.frame.toast(words), who: t('company') });
    this.menuButton = this.frame.action('more', 'more', () => this.menu());
    this.menuButton.dataset.testid = 'more';
    this.log = new MessageLog({
      draw: (message) => whatsappBubble(message, this.act),
      facts: (message) => ({ key: message.sid, at: momentOf(message) }),
    });
    this.log.label('messageTo', { to: t('company') });
    this.log.hole.append(el('p', { say: 'empty' }));
    this.act = {
      find: (sid) => this.messages.get(sid),
      goTo: (sid) => this.log.show(sid),
      press: (button, message) => this.attempt(() => this.inbound({ body: button.text, button: { text: button.text, payload: button.payload || button.text }, replied_sid: message.sid })),
      accepted: (message) => this.accepted(message),
    };
    new MessageActions(this.log.list, (sid) => this.messages.get(sid), () => ({ reply: true }), {
      reply: (message) => this.composer.setReply({ id: message.sid, who: isMine(message) ? t('you') : t('company'), preview: whatsappPreview(message) }),
    });
    this.frame.screen.append(this.log.node, this.composer.node);
    this.drawNames();
    document.addEventListener('language', () => this.drawNames());
  }

  get node() { return this.frame.node; }

  drawNames() {
    label(this.composer.area, 'messageTo', { to: t('company') });
    this.frame.setNames(this.phone.company ?? t('company'), t('business'), this.names.get(this.from) || this.from.replace('whatsapp:', ''));
  }

  peer(message) { return isMine(message) ? message.from : message.to; }

  async load() {
    this.late = [];
    try {
      const rows = await get('twilio/messages');
      this.messages = new Map(rows.filter((message) => this.ours(message) && hasReached(message)).map((message) => [message.sid, message]));
      this.redraw(true);
    } finally {
      const late = this.late;
      this.late = null;
      late.forEach((event) => this.on(event));
    }
  }

  // SMS to staff pass through the same provider; this phone has only WhatsApp on it.
  ours(message) { return String(this.peer(message) ?? '').startsWith('whatsapp:'); }

  redraw(same = false) {
    this.log[same ? 'sync' : 'reset']([...this.messages.values()].filter((message) => this.peer(message) === this.from));
    this.toRead = [...this.messages.values()].some((message) => this.peer(message) === this.from && message.status === 'delivered');
  }

  on(event) {
    const { message } = event;
    if (!message?.sid || !this.ours(message)) return;
    if (this.late) { this.late.push(event); return; }
    const known = this.messages.has(message.sid);
    // How far the company's message got further is not the client's to see: his bubble stays as it came.
    if (!isMine(message) && (known || !hasReached(message))) return;
    if (!known && isMine(message)) this.onItsWay.add(message.sid);
    this.messages.set(message.sid, message);
    if (this.peer(message) !== this.from) return;
    this.log.upsert(message);
    if (known || isMine(message)) return;
    this.frame.arrived();
    this.toRead = true;
    if (this.frame.inHand()) this.opened();
  }

  // Read receipts leave when the person looks at the chat, once for everything that came since.
  opened() {
    if (!this.toRead) return;
    this.toRead = false;
    this.attempt(() => post('twilio/read', { from: this.from }));
  }

  // The webhook's answer comes after the message itself is known; a message of before this page opened was taken long ago.
  accepted({ sid }) {
    const code = this.codes.get(sid);
    if (code === undefined) return this.inFlight && this.onItsWay.has(sid) ? null : true;
    return code >= 200 && code < 300;
  }

  async attempt(work) {
    try { return await work(); } catch (error) { this.frame.fail(error); return null; }
  }

  async inbound(extra) {
    const identity = /^whatsapp:[A-Z]{2}\./.test(this.from) ? { external_user_id: this.from.slice('whatsapp:'.length) } : {};
    const name = this.names.get(this.from);
    this.inFlight += 1;
    try {
      const { sid, sids = [sid], statuses = [] } = await post('twilio/inbound', { from: this.from, ...(name ? { profile_name: name } : {}), ...identity, ...extra });
      sids.forEach((one, i) => this.settled(one, statuses[i]));
    } finally {
      this.inFlight -= 1;
    }
  }

  settled(sid, code) {
    this.codes.set(sid, code);
    this.onItsWay.delete(sid);
    const message = this.messages.get(sid);
    if (!message) return;
    // The tick depends on nothing in the message, so the answer is written into it to have the bubble drawn anew.
    this.messages.set(sid, { ...message, webhook: code });
    if (this.peer(message) === this.from) this.log.upsert(this.messages.get(sid));
  }

  async send({ text, files, reply }) {
    this.log.toBottom();
    const quoted = reply ? { replied_sid: reply.id } : {};
    if (!files.length) { await this.inbound({ body: text, ...quoted }); return; }
    // The sandbox makes one message of each file, as WhatsApp does; the words travel with the first.
    await this.inbound({ body: text, media: files.map(({ name, type, b64 }) => ({ name, type, b64 })), ...quoted });
  }

  async album() {
    const photos = await drawnPhotos(10);
    await this.inbound({ body: '', media: photos });
  }

  use(from, name) {
    this.from = from;
    if (name) this.names.set(from, name);
    this.drawNames();
    this.frame.seen();
    this.redraw();
    this.composer.area.focus();
  }

  menu() {
    const item = (picture, key, work) => {
      const row = el('button', { type: 'button', class: 'command' }, icon(picture), el('span', { say: key }));
      row.addEventListener('click', () => { closePopover(); this.attempt(work); });
      return row;
    };
    const field = el('input', { type: 'text', value: this.from, hint: 'writeAsHint', label: 'writeAs', spellcheck: 'false', data: { testid: 'from' } });
    const name = el('input', { type: 'text', value: this.names.get(this.from) ?? '', hint: 'profile', label: 'profile', data: { testid: 'profile-name' } });
    const use = el('button', { type: 'button', class: 'use', say: 'use', data: { testid: 'from-use' } });
    const choose = () => {
      const raw = field.value.trim();
      if (!raw) return;
      closePopover();
      this.use(raw.startsWith('whatsapp:') ? raw : `whatsapp:${raw}`, name.value.trim());
    };
    use.addEventListener('click', choose);
    for (const input of [field, name]) input.addEventListener('keydown', (event) => { if (event.key === 'Enter') choose(); });
    field.addEventListener('input', () => { name.value = this.names.get(field.value.trim()) ?? ''; });
    const others = [...new Set([this.phone.from, ...[...this.messages.values()].map((message) => this.peer(message))])].filter((from) => from !== this.from);
    const sheet = el('div', { class: 'sheet from-top', label: 'more' },
      item('place', 'sendPlace', () => this.inbound({ location: PLACE })),
      item('photos', 'sendAlbum', () => this.album()),
      el('div', { class: 'sheet-title', say: 'writeAs' }),
      el('div', { class: 'write-as' }, field, name, use),
      ...others.slice(0, 12).map((from) => {
        const row = el('button', { type: 'button', class: 'command' }, icon('person'), el('span', { text: [this.names.get(from), from.replace('whatsapp:', '')].filter(Boolean).join(' · ') }));
        row.addEventListener('click', () => { closePopover(); this.use(from); });
        return row;
      }));
    openPopover(this.frame.screen, sheet, this.menuButton, { focus: false });
    sheet.querySelector('button')?.focus();
  }
}
