// Everything on the page is built from nodes, never from markup strings: message texts come from outside.
import { label, hint, text } from './texts.js';

// `say`, `label` and `hint` take a key of texts.js, so that a change of language finds the node again.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') node.className = value;
    else if (name === 'text') node.textContent = value;
    else if (name === 'say') text(node, value);
    else if (name === 'label') label(node, value);
    else if (name === 'hint') hint(node, value);
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'on') for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// A link may only lead where a person can safely follow; anything else stays plain text.
export function safeHref(raw) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `https://${raw}`);
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(raw, props, ...children) {
  const href = safeHref(raw);
  return href
    ? el('a', { href, target: '_blank', rel: 'noopener noreferrer', ...props }, ...children)
    : el('span', { class: props?.class }, ...children);
}

export function notice(message) {
  const node = el('div', { class: 'notice' }, el('span', { text: message }));
  document.getElementById('notices').append(node);
  setTimeout(() => node.remove(), 7000);
}

// Preferences are a convenience: a browser that refuses storage must still show the page.
export const prefs = {
  get(key) {
    try { return localStorage.getItem(`otdel.${key}`); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(`otdel.${key}`, value); } catch { /* private mode */ }
  },
};
