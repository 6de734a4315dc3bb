// Pictures, files, sound and places inside a bubble; the same look for both messengers.
import { el, link } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

export function bytes(size) {
  if (!Number.isFinite(size)) return '';
  if (size < 1024) return `${size} B`;
  return size < 1048576 ? `${Math.round(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}

export function picture(url, { alt, width, height, round = false } = {}) {
  const image = el('img', { src: url, alt: alt || t('photo'), loading: 'lazy', width, height });
  const box = el('a', { class: `picture${round ? ' sticker' : ''}`, href: url, target: '_blank', rel: 'noopener noreferrer' }, image);
  image.addEventListener('error', () => box.replaceWith(missing(t('photo'))));
  return box;
}

export function missing(what) {
  return el('div', { class: 'card' }, el('span', { class: 'card-icon' }, icon('alert')),
    el('span', { class: 'card-words' }, el('strong', { text: what }), el('small', { say: 'fileMissing' })));
}

export function fileCard(url, { name, type, size }) {
  const extension = (name?.match(/\.([\p{L}\p{N}]{1,5})$/u)?.[1] ?? type?.split('/')[1]?.slice(0, 4) ?? '').toUpperCase();
  const words = el('span', { class: 'card-words' }, el('strong', { text: name || t('document') }),
    el('small', { text: [extension, bytes(size)].filter(Boolean).join(' · ') }));
  // Only a PDF is opened in the browser; any other kind is saved, so that nothing foreign runs on the page's own origin.
  const save = type === 'application/pdf' || extension === 'PDF' ? {} : { download: name || 'file' };
  return el('a', { class: 'card file', href: url, target: '_blank', rel: 'noopener noreferrer', ...save },
    el('span', { class: `card-icon${extension === 'PDF' ? ' pdf' : ''}` }, extension ? el('b', { text: extension }) : icon('document')), words);
}

export function sound(url, { title }) {
  return el('div', { class: 'sound' }, title ? el('small', { text: title }) : null, el('audio', { controls: true, preload: 'none', src: url }));
}

export function film(url, { loop = false, round = false } = {}) {
  const video = el('video', { controls: !loop, loop, muted: loop, preload: 'metadata', src: url, playsinline: true, class: round ? 'round' : '' });
  video.addEventListener('error', () => video.replaceWith(missing(t('video'))));
  return video;
}

export function placeCard({ latitude, longitude, title, address }) {
  const words = el('span', { class: 'card-words' }, el('strong', { text: title || t('location') }),
    el('small', { text: address || `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}` }));
  return link(`https://yandex.ru/maps/?pt=${Number(longitude)},${Number(latitude)}&z=15`, { class: 'card place' },
    el('span', { class: 'card-icon' }, icon('place')), words);
}

export function contactCard({ name, phone }) {
  return el('div', { class: 'card contact' }, el('span', { class: 'card-icon' }, icon('person')),
    el('span', { class: 'card-words' }, el('strong', { text: name }), el('small', { text: /^\d{10,15}$/.test(phone) ? `+${phone}` : phone })));
}
