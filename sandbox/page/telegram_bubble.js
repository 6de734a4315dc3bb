// One Telegram message as a bubble.
import { telegramFile } from './api.js';
import { el } from './dom.js';
import { renderText } from './entities.js';
import { inlineKeyboard } from './keyboards.js';
import { contactCard, fileCard, film, picture, placeCard, sound } from './media.js';
import { t } from './texts.js';
import { hhmm } from './time.js';

const MEDIA = ['photo', 'document', 'voice', 'audio', 'video', 'animation', 'sticker', 'video_note', 'location', 'venue', 'contact', 'poll'];

export const kindOf = (message) => (message.animation ? 'animation' : MEDIA.find((kind) => message[kind]));

// One line of words for quotes, pins and edits.
export function preview(message) {
  const words = message?.text ?? message?.caption;
  if (words) return words;
  const kind = message ? kindOf(message) : null;
  if (kind === 'document') return message.document.file_name ?? t('document');
  const name = { video_note: 'video', venue: 'location' }[kind] ?? kind;
  return name ? t(name) : t('replyGone');
}

export const authorOf = (message) => [message?.from?.first_name, message?.from?.last_name].filter(Boolean).join(' ') || message?.sender_chat?.title || '';

export function serviceWords(message) {
  if (message.forum_topic_created) return t('topicCreated', { name: message.forum_topic_created.name });
  if (message.forum_topic_edited?.name) return t('topicEdited', { name: message.forum_topic_edited.name });
  if (message.forum_topic_edited) return '';
  if (message.forum_topic_closed) return t('topicClosed');
  if (message.forum_topic_reopened) return t('topicReopened');
  if (message.pinned_message) return `${t('pinnedService')}: ${preview(message.pinned_message).slice(0, 60)}`;
  return null;
}

const reactionsOf = (message) => (message.reactions ?? []).filter((reaction) => reaction.emoji);

// `act`: bot, outgoing, showAuthor, known(id), goTo(message), and what keyboards and entities need.
export function telegramBubble(message, act) {
  const service = serviceWords(message);
  if (service !== null) return el('div', { class: 'service', data: { messageId: message.message_id } }, el('span', { text: service }));
  const out = act.outgoing(message);
  const kind = kindOf(message);
  const bubble = el('div', {
    class: `bubble ${out ? 'out' : 'in'}${kind ? ` has-${kind}` : ''}`, tabindex: -1,
    data: { messageId: message.message_id, direction: out ? 'out' : 'in' },
  });
  const inner = el('div', { class: 'bubble-inner' });
  if (act.showAuthor(message)) inner.append(el('span', { class: 'author', text: authorOf(message) }));
  if (message.forward_origin) inner.append(el('span', { class: 'author', say: 'forwarded' }));
  if (message.reply_to_message && !message.reply_to_message.forum_topic_created) inner.append(quote(message, act));
  if (kind) inner.append(media(kind, message, act));
  const words = message.text ?? message.caption;
  if (words) inner.append(el('div', { class: 'words', dir: 'auto' }, renderText(words, message.entities ?? message.caption_entities, act)));
  if (!kind && !words) inner.append(el('div', { class: 'words muted', say: 'unsupported' }));
  const meta = el('span', { class: 'meta' });
  if (message.edited ?? message.edit_date) meta.append(el('span', { say: 'edited' }), ' ');
  meta.append(el('time', { text: hhmm(new Date(message.date * 1000)) }));
  inner.append(meta);
  bubble.append(inner);
  const reactions = reactionsOf(message);
  if (reactions.length) bubble.append(reactionRow(reactions, message, act));
  const keys = inlineKeyboard(message.reply_markup, { ...act, press: (button, node) => act.press(message, button, node) });
  if (keys) bubble.append(keys);
  if (message.media_group_id) bubble.dataset.group = message.media_group_id;
  return bubble;
}

function quote(message, act) {
  const origin = message.reply_to_message;
  const node = el('button', { type: 'button', class: 'quote' },
    el('strong', act.outgoing(origin) ? { say: 'you' } : { text: authorOf(origin) || t('replyTo') }),
    el('span', { text: message.quote?.text ?? preview(origin) }));
  node.addEventListener('click', () => act.goTo(origin));
  return node;
}

function reactionRow(reactions, message, act) {
  const counted = new Map();
  for (const { emoji, by } of reactions) {
    const row = counted.get(emoji) ?? { number: 0, mine: false };
    row.number += 1;
    row.mine ||= act.isMe(by);
    counted.set(emoji, row);
  }
  return el('div', { class: 'reactions' }, ...[...counted].map(([emoji, { number, mine }]) => {
    const node = el('button', { type: 'button', class: `reaction${mine ? ' mine' : ''}`, data: { emoji } },
      el('span', { text: emoji }), number > 1 ? el('b', { text: String(number) }) : null);
    node.addEventListener('click', () => act.react(message, mine ? null : emoji));
    return node;
  }));
}

function media(kind, message, { bot }) {
  const file = message[kind];
  const url = file.file_id ? telegramFile(bot, file.file_id) : '';
  switch (kind) {
    case 'photo': {
      const largest = file.reduce((best, size) => (size.width > best.width ? size : best), file[0]);
      return picture(telegramFile(bot, largest.file_id), { alt: message.caption, width: largest.width, height: largest.height });
    }
    case 'document': return fileCard(url, { name: file.file_name, type: file.mime_type, size: file.file_size });
    case 'voice': return sound(url, { title: t('voice') });
    case 'audio': return sound(url, { title: [file.performer, file.title ?? file.file_name].filter(Boolean).join(' — ') || t('audio') });
    case 'video': return film(url);
    case 'video_note': return film(url, { round: true });
    case 'animation': return /^image\//.test(file.mime_type ?? '') ? picture(url, { alt: t('animation') }) : film(url, { loop: true });
    case 'sticker': return picture(url, { alt: file.emoji ?? t('sticker'), round: true });
    case 'venue': return placeCard({ ...file.location, title: file.title, address: file.address });
    case 'location': return placeCard(file);
    case 'contact': return contactCard({ name: [file.first_name, file.last_name].filter(Boolean).join(' '), phone: file.phone_number });
    default: return el('div', { class: 'poll' }, el('strong', { text: file.question }), ...(file.options ?? []).map((o) => el('div', { text: o.text })));
  }
}
