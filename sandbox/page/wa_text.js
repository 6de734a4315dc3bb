// WhatsApp's own light marks (*bold*, _italic_, ~strike~, ```mono```) and bare links.
import { el, link } from './dom.js';

const MARK = /```([\s\S]+?)```|(?<![\p{L}\d*])\*(\S(?:[^*\n]*\S)?)\*(?![\p{L}\d*])|(?<![\p{L}\d_])_(\S(?:[^_\n]*\S)?)_(?![\p{L}\d_])|(?<![\p{L}\d~])~(\S(?:[^~\n]*\S)?)~(?![\p{L}\d~])|(https?:\/\/[^\s<>"]+[^\s<>".,!?)»])/u;

export function renderMarks(text) {
  const fragment = document.createDocumentFragment();
  let rest = text;
  for (let found = MARK.exec(rest); found; found = MARK.exec(rest)) {
    if (found.index) fragment.append(rest.slice(0, found.index));
    const [whole, mono, bold, italic, strike, url] = found;
    if (mono !== undefined) fragment.append(el('code', { text: mono }));
    else if (bold !== undefined) fragment.append(wrap('strong', bold));
    else if (italic !== undefined) fragment.append(wrap('em', italic));
    else if (strike !== undefined) fragment.append(wrap('s', strike));
    else fragment.append(link(url, {}, url));
    rest = rest.slice(found.index + whole.length);
  }
  if (rest) fragment.append(rest);
  return fragment;
}

function wrap(tag, text) {
  const node = el(tag);
  node.append(renderMarks(text));
  return node;
}
