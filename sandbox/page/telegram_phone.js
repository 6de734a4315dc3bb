// A person's phone with one bot's chat open.
import { get, post } from './api.js';
import { commandsFor } from './commands.js';
import { Composer } from './composer.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { replyKeyboard } from './keyboards.js';
import { MessageActions } from './message_actions.js';
import { MessageLog } from './message_log.js';
import { PhoneFrame } from './phone_frame.js';
import { closePopover, openPopover } from './popover.js';
import { MOSCOW, press, push, say, sendDraft } from './telegram_sending.js';
import { authorOf, preview, serviceWords, telegramBubble } from './telegram_bubble.js';
import { t } from './texts.js';
import { Topics } from './topics.js';

const REFRESH_MS = 120;
const CHANGES_CHAT = /^(pin|unpin)|ForumTopic/;

export class TelegramPhone {
  constructor(phone, index) {
    this.phone = phone;
    this.chat = phone.chat ?? phone.user;
    this.messages = new Map();
    this.commands = [];
    this.keyboard = null;
    this.drawn = '';
    this.putAway = null;
    this.late = null;
    this.frame = new PhoneFrame(phone, index);
    this.topics = new Topics(() => this.redraw());
    this.pin = el('button', { type: 'button', class: 'pin-bar', hidden: true, data: { testid: 'pinned' } });
    this.frame.under.append(this.topics.node, this.pin);
    this.composer = new Composer({ send: (draft) => sendDraft(this, draft), toast: (words) => this.frame.toast(words), who: phone.bot_title ?? phone.title });
    this.keys = el('div', { class: 'keyboard-slot', hidden: true });
    this.commandsButton = this.composer.button('more', 'commands', () => this.showCommands());
    this.commandsButton.replaceChildren(el('span', { class: 'slash', text: '/', 'aria-hidden': 'true' }));
    this.commandsButton.dataset.testid = 'commands';
    this.keysButton = this.composer.button('keyboard', 'keyboard', () => { this.putAway = this.putAway ? null : this.drawn; this.drawKeyboard(); });
    this.keysButton.hidden = true;
    this.composer.left.prepend(this.commandsButton);
    this.composer.left.append(this.keysButton);
    this.act = this.actions();
    this.log = new MessageLog({
      draw: (message) => telegramBubble(message, this.act),
      facts: (message) => ({ key: String(message.message_id), at: new Date(message.date * 1000), group: message.media_group_id }),
    });
    this.log.label('messageTo', { to: phone.title ?? '' });
    const begin = el('button', { type: 'button', class: 'begin', say: 'start' });
    begin.addEventListener('click', () => say(this, '/start'));
    this.log.hole.append(el('p', { say: 'empty' }), begin);
    this.begin = begin;
    new MessageActions(this.log.list, (id) => this.messages.get(Number(id)), (message) => this.can(message), {
      reply: (message) => this.replyTo(message),
      edit: (message) => this.composer.setEdit({ id: message.message_id, text: message.text ?? message.caption ?? '' }),
      react: (message, emoji) => this.act.react(message, emoji),
    });
    this.frame.screen.append(this.log.node, this.composer.node, this.keys);
    this.names();
    document.addEventListener('language', () => { this.names(); this.drawPin(); });
  }

  get node() { return this.frame.node; }

  get who() { return { bot: this.phone.bot, user: this.phone.user, ...(this.phone.chat ? { chat: this.phone.chat } : {}) }; }

  outgoing(message) { return !message?.from_bot && message?.from?.id === this.phone.user && !message.from.is_bot; }

  can(message) {
    return { reply: true, react: true, edit: this.outgoing(message) && Boolean(message.text ?? message.caption) };
  }

  actions() {
    return {
      bot: this.phone.bot,
      outgoing: (message) => this.outgoing(message),
      showAuthor: (message) => message.chat?.type !== 'private' && !this.outgoing(message),
      isMe: (who) => who === this.phone.user,
      goTo: (message) => this.goTo(message.message_id),
      insert: (text) => this.composer.insert(text),
      toast: (text) => this.frame.toast(text),
      command: (text) => say(this, text),
      deepLink: (url) => this.deepLink(url),
      react: (message, emoji) => this.attempt(async () => {
        await post('telegram/react', { ...this.who, message_id: message.message_id, emoji });
      }),
      press: (message, button, node) => press(this, message, button, node),
      say: (text) => { this.putAwayOnce(); say(this, text); },
      contact: () => { this.putAwayOnce(); push(this, { contact: true }); },
      place: () => push(this, { location: MOSCOW }),
    };
  }

  names() {
    const bot = [...this.messages.values()].find((message) => message.from?.is_bot)?.from;
    const me = [...this.messages.values()].find((message) => this.outgoing(message))?.from;
    const person = this.phone.user_name ?? this.phone.name ?? (me ? authorOf({ from: me }) : '');
    this.botName = bot?.username ?? this.phone.bot_username;
    this.frame.setNames(this.phone.bot_title ?? bot?.first_name ?? this.phone.bot, t('bot'), person);
  }

  // The chat is read whole when the page opens and when a call hints that more than messages changed (topics, pins,
  // commands, keyboard). Events that come meanwhile wait, or an older reading would cover a newer message.
  async load() {
    if (this.late) { this.again = true; return; }
    this.late = [];
    try {
      const chat = await get('telegram/chat', { bot: this.phone.bot, chat: this.chat });
      this.messages = new Map(chat.messages.filter((message) => !message.deleted).map((message) => [message.message_id, message]));
      this.take(chat);
      this.redraw(true);
      this.names();
    } finally {
      const late = this.late;
      this.late = null;
      late.forEach((event) => this.on(event));
    }
    if (this.again) { this.again = false; await this.load(); }
  }

  take(chat) {
    this.commands = commandsFor(chat.commands ?? [], this.chat, this.phone.user, this.phone.language);
    this.pinned = chat.pinned ?? [];
    const before = this.keyboard;
    this.keyboard = chat.keyboard ?? null;
    this.topics.set(chat.topics ?? []);
    // Known only from the chat, not from the message: the question is the bot's newest message.
    if (this.begun && this.keyboard?.force_reply && !before?.force_reply) {
      this.replyTo([...this.messages.values()].filter((message) => message.from_bot).at(-1), this.frame.inHand());
    }
    this.begun = true;
  }

  // Several hints in a row are one reading.
  refresh() {
    this.timer ??= setTimeout(() => { this.timer = null; this.attempt(() => this.load()); }, REFRESH_MS);
  }

  onCall({ provider, bot, method }) {
    if (provider === 'telegram' && bot === this.phone.bot && CHANGES_CHAT.test(method ?? '')) this.refresh();
  }

  visible() {
    const here = this.topics.current;
    return [...this.messages.values()].filter((message) => this.topics.known.size === 0 || this.topics.of(message) === here);
  }

  redraw(same = false) {
    this.log[same ? 'sync' : 'reset'](this.visible());
    this.begin.hidden = this.messages.size > 0;
    this.drawPin();
    this.drawKeyboard();
  }

  on(event) {
    const { bot, chat, message } = event;
    // In a group several bots may tell of the same message; a private chat belongs to one bot.
    if (String(chat) !== String(this.chat) || (Number(this.chat) > 0 && bot !== this.phone.bot)) return;
    if (this.late) { this.late.push(event); return; }
    if (!message?.message_id) { this.refresh(); return; }
    const id = message.message_id;
    const known = this.messages.has(id);
    if (message.deleted) {
      this.messages.delete(id);
      this.log.remove(String(id));
    } else {
      this.messages.set(id, message);
      this.show(message, known);
    }
    this.drawPin();
  }

  show(message, known) {
    const thread = message.message_thread_id;
    const fresh = thread && message.is_topic_message && !this.topics.known.has(thread);
    if (fresh) this.refresh();
    const topic = this.topics.known.size ? this.topics.of(message) : this.topics.current;
    // A message of a topic not heard of yet is drawn by the reading just asked for, in its place.
    if (topic === this.topics.current && !fresh) this.log.upsert(message);
    this.begin.hidden = true;
    if (known || this.outgoing(message) || serviceWords(message) !== null) return;
    this.frame.arrived();
    this.topics.arrived(fresh ? thread : topic);
    const brought = message.reply_keyboard;
    if (brought?.force_reply) this.replyTo(message, this.frame.inHand());
    if (brought) this.keyboard = brought.remove_keyboard ? null : brought;
    this.drawKeyboard();
    // Where the row does not tell what keyboard came with it, the chat does.
    if (brought === undefined && !message.reply_markup) this.refresh();
    this.names();
  }

  drawPin() {
    const here = (message) => message && (this.topics.known.size === 0 || this.topics.of(message) === this.topics.current);
    const message = (this.pinned ?? []).map((id) => this.messages.get(id)).find(here);
    this.pin.hidden = !message;
    if (!message) return;
    this.pin.replaceChildren(icon('pin'), el('span', { class: 'pin-words' }, el('strong', { say: 'pinned' }), el('span', { text: preview(message) })));
    this.pin.onclick = () => this.goTo(message.message_id);
  }

  drawKeyboard() {
    const markup = this.keyboard?.keyboard ? this.keyboard : null;
    const print = markup ? JSON.stringify(markup) : '';
    const shown = Boolean(markup) && this.putAway !== print;
    this.keysButton.hidden = !markup;
    this.keysButton.setAttribute('aria-expanded', String(shown));
    this.keys.hidden = !shown;
    this.composer.setHint((markup ?? (this.composer.reply ? this.keyboard : null))?.input_field_placeholder ?? '');
    if (print === this.drawn) return;
    this.drawn = print;
    this.putAway = null;
    this.keys.hidden = !markup;
    this.keys.replaceChildren(...(markup ? [replyKeyboard(markup, this.act)] : []));
  }

  putAwayOnce() {
    if (!this.keyboard?.one_time_keyboard) return;
    this.putAway = this.drawn;
    this.drawKeyboard();
  }

  goTo(id) {
    const message = this.messages.get(id);
    if (message && this.topics.known.size) this.topics.pick(this.topics.of(message));
    this.log.show(String(id));
  }

  replyTo(message, focus = true) {
    this.composer.setReply({ id: message.message_id, who: this.outgoing(message) ? t('you') : authorOf(message), preview: preview(message) }, { focus });
  }

  deepLink(url) {
    const { hostname, pathname, searchParams } = new URL(url);
    if (!/^(t|telegram)\.me$/.test(hostname) || pathname.slice(1) !== this.botName || !searchParams.has('start')) return false;
    say(this, `/start ${searchParams.get('start')}`);
    return true;
  }

  // Setting commands is an event of the bot, not of the chat: what is shown is read at the moment of showing.
  async showCommands() {
    await this.attempt(() => this.load());
    const rows = this.commands.map(({ command, description }) => {
      const row = el('button', { type: 'button', class: 'command', data: { command } }, el('b', { text: `/${command}` }), el('span', { text: description ?? '' }));
      row.addEventListener('click', () => { closePopover(); say(this, `/${command}`); });
      return row;
    });
    openPopover(this.composer.node, el('div', { class: 'sheet', label: 'commands', role: 'menu' }, ...(rows.length ? rows : [el('p', { class: 'muted', say: 'noCommands' })])), this.commandsButton);
  }

  async attempt(work) {
    try { return await work(); } catch (error) { this.frame.fail(error); return null; }
  }
}
