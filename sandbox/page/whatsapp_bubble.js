// One WhatsApp message as the client sees it: the company on the left, himself on the right with a grey tick.
import { el } from './dom.js';
import { icon } from './icons.js';
import { fileCard, film, picture, placeCard, sound } from './media.js';
import { label, t } from './texts.js';
import { hhmm } from './time.js';
import { renderMarks } from './wa_text.js';

// Twilio counts directions from the company's side; on the client's phone they are the other way round.
export const isMine = (message) => message.direction === 'inbound';

export const momentOf = (message) => new Date(message.at * 1000);

// What the company sent but what never reached the phone is not on it.
export const hasReached = (message) => isMine(message) || message.status === 'delivered' || message.status === 'read';

// `act`: find(sid), goTo(sid), press(button, message), accepted(message) → true | false | null while on its way.
export function whatsappBubble(message, act) {
  const mine = isMine(message);
  const files = message.media ?? [];
  const bubble = el('div', {
    class: `bubble ${mine ? 'out' : 'in'}${files.some((file) => file.type.startsWith('image/')) ? ' has-photo' : ''}`, tabindex: -1,
    data: { messageId: message.sid, direction: mine ? 'out' : 'in' },
  });
  const inner = el('div', { class: 'bubble-inner' });
  const { OriginalRepliedMessageSid: origin, Latitude: latitude, Longitude: longitude, Label: title, Address: address } = message.fields ?? {};
  if (origin) inner.append(quote(origin, act));
  files.forEach((file) => inner.append(media(file, message)));
  if (latitude) inner.append(placeCard({ latitude, longitude, title, address }));
  const text = message.body ?? '';
  if (text) inner.append(el('div', { class: 'words', dir: 'auto' }, renderMarks(text)));
  const meta = el('span', { class: 'meta' }, el('time', { text: hhmm(momentOf(message)) }));
  if (mine) meta.append(tick(act.accepted(message)));
  inner.append(meta);
  bubble.append(inner);
  const buttons = message.buttons ?? [];
  if (!mine && buttons.length) bubble.append(el('div', { class: 'inline-keyboard' }, ...buttons.map((button) => quickReply(button, message, act))));
  return bubble;
}

function tick(accepted) {
  const node = el('span', { class: `tick${accepted === false ? ' failed' : ''}`, role: 'img', data: { accepted: String(accepted) } },
    accepted === false ? icon('alert') : accepted === null ? '◷' : icon('check'));
  label(node, accepted === false ? 'notAccepted' : accepted === null ? 'sending' : 'accepted');
  return node;
}

function quickReply(raw, message, act) {
  const button = typeof raw === 'string' ? { text: raw } : { text: raw.text ?? raw.title, payload: raw.payload ?? raw.id ?? '', url: raw.url };
  const node = el('button', { type: 'button', class: 'key', data: { callback: button.payload ?? button.text } }, el('span', { text: button.text }));
  node.addEventListener('click', () => act.press(button, message));
  return el('div', { class: 'row' }, node);
}

function quote(sid, act) {
  const origin = act.find(sid);
  const node = el('button', { type: 'button', class: 'quote' },
    el('strong', { say: origin && isMine(origin) ? 'you' : 'company' }),
    el('span', { text: origin ? whatsappPreview(origin) : t('replyGone') }));
  node.addEventListener('click', () => act.goTo(sid));
  return node;
}

export function whatsappPreview(message) {
  if (message.body) return message.body;
  if (message.fields?.Latitude) return t('location');
  const type = message.media?.[0]?.type ?? '';
  return t({ image: 'photo', video: 'video', audio: 'voice' }[type.split('/')[0]] ?? 'document');
}

function media({ type, url, name, size }, message) {
  if (type.startsWith('image/')) return picture(url, { alt: message.body });
  if (type.startsWith('audio/')) return sound(url, { title: t('voice') });
  if (type.startsWith('video/')) return film(url);
  return fileCard(url, { name: readable(name), type, size });
}

// The name of what the company sends is the tail of its address, percent signs and all.
function readable(name) {
  try { return decodeURIComponent(name ?? ''); } catch { return name; }
}
