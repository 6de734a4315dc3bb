// Puts the page together: the live stream opens, the state is read, the phones appear.
import { get } from './api.js';
import { mountClock, mountProduct } from './clock.js';
import { el, notice, prefs } from './dom.js';
import { listen } from './events.js';
import { MailPhone } from './mail_phone.js';
import { store } from './store.js';
import { Tabs } from './tabs.js';
import { TelegramPhone } from './telegram_phone.js';
import { language, setLanguage, t } from './texts.js';
import { Tour } from './tour.js';
import { Wall } from './wall.js';
import { WhatsAppPhone } from './whatsapp_phone.js';

const KINDS = { mail: MailPhone, telegram: TelegramPhone, twilio: WhatsAppPhone };
const madeFor = { mail: MailPhone, whatsapp: WhatsAppPhone };

const at = (id) => document.getElementById(id);
const wall = new Wall(at('wall'));
const tour = new Tour(at('tour'));
const tabs = new Tabs(at('tabs'));
let phones = [];
let cast = '';
let waiting = null; // events that came while the state was being read: they go after it, in order

function mountTools() {
  const lang = el('button', { type: 'button', class: 'tool', label: 'languageHint', say: 'language', data: { testid: 'lang' } });
  lang.addEventListener('click', () => {
    setLanguage(language() === 'ru' ? 'en' : 'ru');
    prefs.set('language', language());
  });
  at('tools').append(wall.opener(), lang);
}

function titleOfPage() {
  const n = store.totalUnread();
  document.title = n ? t('unreadTitle', { n, brand: t('brand') }) : t('brand');
}

// The phones are told by ids; people read names.
function withNames(phone, { bots = [], users = [] }) {
  const bot = bots.find(({ name }) => name === phone.bot);
  const user = users.find(({ id }) => id === phone.user);
  return {
    ...phone, bot_title: bot?.title, bot_username: bot?.username, language: user?.language_code,
    user_name: user ? [user.first_name, user.last_name].filter(Boolean).join(' ') : undefined,
  };
}

async function load() {
  const state = await get('state');
  store.takeClock(state);
  store.takeProduct(state.product ?? {});
  const print = JSON.stringify(state.phones);
  if (print !== cast) {
    cast = print;
    phones = state.phones.map((phone) => withNames(phone, state)).map((phone, i) => new (madeFor[phone.kind] ?? TelegramPhone)(phone, i));
    at('stage').replaceChildren(...phones.map((phone) => phone.node));
    at('stage').dataset.count = String(phones.length);
    tabs.set(phones);
    tour.set(state.tour);
    store.takeClock(state); // the new phones have status lines with the time
  }
  const results = await Promise.allSettled(phones.map((phone) => phone.load()));
  results.forEach((result, i) => { if (result.status === 'rejected') phones[i].frame.fail(result.reason); });
}

function goTo(index) {
  if (!phones[index]) return;
  tabs.pick(index);
  phones[index].frame.focus();
}

function keys(event) {
  if (event.key === 'Escape' && !event.defaultPrevented && !at('wall').hidden) wall.close();
  if (event.key === 'F6') {
    event.preventDefault();
    const here = phones.findIndex(({ node }) => node.contains(document.activeElement));
    goTo((here + (event.shiftKey ? -1 : 1) + phones.length) % phones.length);
  } else if (event.ctrlKey && !event.altKey && !event.metaKey && /^Digit[1-9]$/.test(event.code) && phones[Number(event.code[5]) - 1]) {
    event.preventDefault();
    goTo(Number(event.code[5]) - 1);
  }
}

function on(kind, data) {
  if (waiting) { waiting.push([kind, data]); return; }
  if (kind === 'clock') store.takeClock(data);
  if (kind === 'product') store.takeProduct(data);
  if (kind === 'call') phones.forEach((phone) => phone.onCall?.(data));
  if (KINDS[kind]) {
    phones.filter((phone) => phone instanceof KINDS[kind]).forEach((phone) => phone.on(data));
    wall.stir();
  }
}

async function read() {
  waiting ??= [];
  try {
    await load();
  } catch (error) {
    notice(t('failed', { why: error.message }));
  }
  const late = waiting ?? [];
  waiting = null;
  late.forEach(([kind, data]) => on(kind, data));
}

setLanguage(prefs.get('language') ?? 'ru');
mountClock(at('clock'));
mountProduct(at('product'));
mountTools();
titleOfPage();
store.addEventListener('unread', titleOfPage);
document.addEventListener('language', titleOfPage);
document.addEventListener('keydown', keys);
listen({ on, opened: read, online: (yes) => { at('offline').hidden = yes; } });
