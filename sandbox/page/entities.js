// Telegram's entities over a text. Offsets are UTF-16 units, which is exactly how JavaScript counts.
import { el, link } from './dom.js';

const TAGS = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };

// `act.command(text)` and `act.deepLink(url)` let a tap inside a text do what it does in the app.
export function renderText(text, entities = [], act = {}) {
  const fragment = document.createDocumentFragment();
  const sorted = [...entities]
    .filter((e) => e.length > 0 && e.offset >= 0 && e.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(fragment, text, 0, text.length, sorted, act);
  return fragment;
}

function fill(parent, text, from, to, entities, act) {
  let at = from;
  let i = 0;
  while (i < entities.length) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start > at) parent.append(text.slice(at, start));
    const inner = [];
    let j = i + 1;
    // Whatever begins inside this entity is drawn within it; a tail sticking out is cut to stay well nested.
    while (j < entities.length && entities[j].offset < end) inner.push(entities[j++]);
    if (end > start) {
      const piece = text.slice(start, end);
      const node = open(entity, piece, act);
      if (node.dataset.whole === undefined) fill(node, text, start, end, inner, act);
      parent.append(node);
      at = end;
      // A block already breaks the line: the newline that follows it would leave an empty one.
      if (/^(PRE|BLOCKQUOTE)$/.test(node.tagName) && text[at] === '\n' && at < to) at += 1;
    }
    i = j;
  }
  if (at < to) parent.append(text.slice(at, to));
}

function open(entity, piece, act) {
  switch (entity.type) {
    case 'bold': case 'italic': case 'underline': case 'strikethrough': case 'code':
      return el(TAGS[entity.type]);
    case 'pre':
      return el('pre', { 'data-language': entity.language });
    case 'blockquote':
      return el('blockquote');
    case 'expandable_blockquote': {
      const quote = el('blockquote', { class: 'expandable', tabindex: 0 });
      quote.addEventListener('click', () => quote.classList.toggle('open'));
      return quote;
    }
    case 'spoiler': {
      const node = el('span', { class: 'spoiler', role: 'button', tabindex: 0 });
      const show = () => node.classList.add('shown');
      node.addEventListener('click', show);
      node.addEventListener('keydown', (event) => { if (event.key === 'Enter') show(); });
      return node;
    }
    case 'text_link': return anchor(entity.url, act);
    case 'url': return anchor(piece, act);
    case 'email': return link(`mailto:${piece}`);
    case 'phone_number': return link(`tel:${piece.replace(/[^\d+]/g, '')}`);
    case 'bot_command': {
      const button = el('button', { type: 'button', class: 'inline-command', text: piece, data: { whole: '' } });
      button.addEventListener('click', () => act.command?.(piece));
      return button;
    }
    case 'mention': case 'hashtag': case 'cashtag': case 'text_mention':
      return el('span', { class: 'mention' });
    default:
      return el('span');
  }
}

function anchor(url, act) {
  const node = link(url);
  if (node.tagName === 'A') {
    node.addEventListener('click', (event) => { if (act.deepLink?.(node.href)) event.preventDefault(); });
  }
  return node;
}
