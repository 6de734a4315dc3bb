// Buttons under a message (inline) and under the composer (reply keyboard).
import { el, link } from './dom.js';
import { t } from './texts.js';

const STYLES = new Set(['primary', 'success', 'danger']);
const styled = (button) => (STYLES.has(button.style) ? ` ${button.style}` : '');

// `act.press(button, node)` presses a callback, `act.insert(text)` types for the person, `act.toast` tells why not.
export function inlineKeyboard(markup, act) {
  const rows = markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el('div', { class: 'inline-keyboard' },
    ...rows.map((row) => el('div', { class: 'row' }, ...row.map((button) => inlineButton(button, act)))));
}

function inlineButton(button, act) {
  const words = el('span', { text: button.text });
  if (button.callback_data !== undefined) {
    const node = el('button', { type: 'button', class: `key${styled(button)}`, data: { callback: button.callback_data } }, words);
    node.addEventListener('click', () => act.press(button, node));
    return node;
  }
  const url = button.url ?? button.web_app?.url ?? button.login_url?.url;
  if (url) {
    const node = link(url, { class: `key url${styled(button)}` }, words);
    node.addEventListener('click', (event) => { if (node.href && act.deepLink?.(node.href)) event.preventDefault(); });
    return node;
  }
  const node = el('button', { type: 'button', class: `key${styled(button)}` }, words);
  node.addEventListener('click', async () => {
    const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
    if (query !== undefined) act.insert(query);
    else if (button.copy_text) {
      try { await navigator.clipboard.writeText(button.copy_text.text); act.toast(t('copied')); } catch { act.insert(button.copy_text.text); }
    } else act.toast(t('notHere'));
  });
  return node;
}

export function replyKeyboard(markup, act) {
  return el('div', { class: 'reply-keyboard' },
    ...markup.keyboard.map((row) => el('div', { class: 'row' }, ...row.map((raw) => {
      const button = typeof raw === 'string' ? { text: raw } : raw;
      const node = el('button', { type: 'button', class: `key${styled(button)}`, data: { key: button.text } }, el('span', { text: button.text }));
      if (button.request_contact) node.title = t('shareContact');
      node.addEventListener('click', () => {
        if (button.request_contact) act.contact();
        else if (button.request_location) act.place();
        else if (button.request_chat || button.request_users || button.request_poll || button.web_app) act.toast(t('notHere'));
        else act.say(button.text);
      });
      return node;
    }))));
}
