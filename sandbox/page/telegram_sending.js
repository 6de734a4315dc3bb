// What a person does in a chat with a bot, as calls of the control API.
import { post } from './api.js';
import { safeHref } from './dom.js';
import { t } from './texts.js';
import { GENERAL } from './topics.js';

const PHOTO_LIMIT = 10 * 1024 * 1024;
export const MOSCOW = { latitude: 55.751244, longitude: 37.618423 };

// What the app would send a picked file as; a picture too large for a photo goes as a file.
function sentAs({ type, b64 }) {
  if (/^image\/(jpeg|png)$/.test(type)) return b64.length * 0.75 > PHOTO_LIMIT ? 'document' : 'photo';
  if (type === 'video/mp4') return 'video';
  if (type === 'audio/ogg') return 'voice';
  return type === 'audio/mpeg' ? 'audio' : 'document';
}

const thread = ({ topics }) => (topics.current === GENERAL ? {} : { thread: topics.current });

export const push = (phone, extra) => phone.attempt(() => post('telegram/send', { ...phone.who, ...thread(phone), ...extra }));

export function say(phone, text) {
  phone.log.toBottom();
  return push(phone, { text });
}

export async function sendDraft(phone, { text, files, reply, edit }) {
  phone.log.toBottom();
  if (edit) { await post('telegram/send', { ...phone.who, text, edit: edit.id }); return; }
  const base = { ...phone.who, ...thread(phone), ...(reply ? { reply_to: reply.id } : {}) };
  if (!files.length) { await post('telegram/send', { ...base, text }); return; }
  const group = files.length > 1 ? { media_group_id: String(Date.now()) } : {};
  for (const [i, file] of files.entries()) {
    await post('telegram/send', { ...base, ...group, media: { ...file, kind: sentAs(file), ...(i === 0 && text ? { caption: text } : {}) } });
  }
}

// The button shows that it waits: a bot has up to ten seconds for its answer.
export async function press(phone, message, button, node) {
  if (node.classList.contains('waiting')) return;
  node.classList.add('waiting');
  node.setAttribute('aria-busy', 'true');
  const result = await phone.attempt(() => post('telegram/press', { ...phone.who, message_id: message.message_id, data: button.callback_data }));
  node.classList.remove('waiting');
  node.removeAttribute('aria-busy');
  if (!result) return;
  if (result.answer === null) { phone.frame.toast(t('noAnswer')); return; }
  const { text, show_alert: loud, url } = result.answer;
  if (url && !phone.deepLink(url) && safeHref(url)) window.open(safeHref(url), '_blank', 'noopener');
  if (text) (loud ? phone.frame.alert(text) : phone.frame.toast(text));
}
