// The drawer with the product's own log of what its wall let through, hid or refused. Fields are shown as they come.
import { get } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { label, t, text } from './texts.js';
import { stamp } from './time.js';

const FIRST = ['at', 'verb', 'verdict', 'rule'];
const COLUMNS = new Set(['at', 'verb', 'verdict', 'rule', 'reason', 'actor', 'fields']);
const LIVE_MS = 1500;

export class Wall {
  constructor(host) {
    this.host = host;
    this.rows = [];
    this.status = el('p', { class: 'muted', role: 'status' });
    this.table = el('div', { class: 'table-box', tabindex: 0, role: 'region', label: 'wall' });
    this.filter = el('input', { type: 'search', hint: 'wallFilter', label: 'wallFilter', data: { testid: 'wall-filter' } });
    this.filter.addEventListener('input', () => this.draw());
    const button = (name, key, handler) => {
      const node = el('button', { type: 'button', class: 'icon-button', label: key }, icon(name));
      node.addEventListener('click', handler);
      return node;
    };
    this.host.append(
      el('header', { class: 'panel-head' }, el('h2', { say: 'wall' }), this.filter, button('refresh', 'wallRefresh', () => this.load()), button('close', 'close', () => this.close())),
      el('p', { class: 'panel-about', say: 'wallAbout' }), this.status, this.table);
    this.host.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.close(); });
    document.addEventListener('language', () => this.draw());
  }

  opener() {
    this.button = el('button', { type: 'button', class: 'tool', 'aria-expanded': 'false', 'aria-controls': 'wall', label: 'wallOpen', data: { testid: 'wall-open' } },
      icon('wall'), el('span', { say: 'wall' }));
    this.button.addEventListener('click', () => (this.host.hidden ? this.open() : this.close()));
    return this.button;
  }

  open() {
    this.host.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    this.filter.focus();
    this.load();
  }

  close() {
    const inside = this.host.contains(document.activeElement);
    this.host.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
    if (inside) this.button.focus();
  }

  // Something passed between the chats: if the drawer is open, its newest rows are worth reading again, but not in a burst.
  stir() {
    if (this.host.hidden || this.timer) return;
    this.timer = setTimeout(() => { this.timer = null; this.load(); }, LIVE_MS);
  }

  async load() {
    try {
      const answer = await get('wall');
      this.rows = (Array.isArray(answer) ? answer : answer?.rows ?? []).filter((row) => row && typeof row === 'object');
      this.failed = Boolean(answer?.error);
    } catch {
      this.failed = true;
    }
    this.draw();
  }

  draw() {
    const wanted = this.filter.value.trim().toLowerCase();
    const rows = this.rows.filter((row) => !wanted || JSON.stringify(row).toLowerCase().includes(wanted));
    const names = new Set(rows.flatMap((row) => Object.keys(row)));
    const columns = [...FIRST.filter((name) => names.has(name)), ...[...names].filter((name) => !FIRST.includes(name))];
    text(this.status, this.failed ? 'wallFailed' : rows.length ? 'wallRows' : 'wallEmpty', { n: rows.length });
    if (!rows.length) { this.table.replaceChildren(); return; }
    // The product appends; a reader wants the newest first.
    const body = rows.slice(-500).reverse().map((row) => el('tr', { data: { verdict: row.verdict } }, ...columns.map((name) => cell(name, row[name]))));
    this.table.replaceChildren(el('table', {}, el('thead', {}, el('tr', {}, ...columns.map((name) => el('th', { scope: 'col', text: COLUMNS.has(name) ? t(`wall_${name}`) : name })))), el('tbody', {}, ...body)));
    label(this.table, 'wall');
  }
}

function cell(name, value) {
  if (value === null || value === undefined) return el('td', { text: '' });
  if (name === 'verdict') return el('td', {}, el('span', { class: `verdict ${tone(String(value))}`, text: String(value) }));
  if (name === 'at') {
    const moment = typeof value === 'number' ? new Date(value * 1000) : new Date(value);
    return el('td', { class: 'when', text: Number.isNaN(moment.getTime()) ? String(value) : stamp(moment) });
  }
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return el('td', { text: value.join(', ') });
  return el('td', typeof value === 'object' ? { class: 'code', text: JSON.stringify(value) } : { text: String(value) });
}

function tone(verdict) {
  if (/allow|pass|ok/i.test(verdict)) return 'good';
  if (/redact|mask|hide|partial/i.test(verdict)) return 'fair';
  return /den|refus|block|reject/i.test(verdict) ? 'bad' : '';
}
