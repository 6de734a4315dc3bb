// Where a person types: text, a quoted message, an edit in progress, files waiting to go.
import { base64 } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { bytes } from './media.js';
import { hint, label, t } from './texts.js';

const LARGEST = 20 * 1024 * 1024;

export class Composer {
  // `send({text, files, reply, edit})` resolves when the sandbox took it; the draft is kept when it did not.
  constructor({ send, toast, who }) {
    this.sendDraft = send;
    this.toast = toast;
    this.reply = null;
    this.edit = null;
    this.files = [];
    this.asked = '';
    this.area = el('textarea', { rows: 1, hint: 'message', data: { testid: 'composer' }, autocomplete: 'off', enterkeyhint: 'send' });
    label(this.area, 'messageTo', { to: who });
    this.input = el('input', { type: 'file', multiple: true, hidden: true, tabindex: -1, data: { testid: 'file' } });
    this.attach = this.button('attach', 'attach', () => this.input.click());
    this.go = this.button('send', 'send', () => this.submit());
    this.go.classList.add('send');
    this.go.dataset.testid = 'send';
    this.tray = el('div', { class: 'tray', hidden: true });
    this.left = el('div', { class: 'composer-left' }, this.attach);
    this.node = el('div', { class: 'composer' }, this.tray, el('div', { class: 'composer-row' }, this.left, this.area, this.go), this.input);
    this.wire();
    this.size();
  }

  button(name, key, handler) {
    const button = el('button', { type: 'button', class: 'icon-button', label: key }, icon(name));
    button.addEventListener('click', handler);
    return button;
  }

  wire() {
    this.area.addEventListener('input', () => this.size());
    this.area.addEventListener('keydown', (event) => {
      // An Enter that only confirms a word of an input method is not a send.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
      if (event.key === 'Escape' && (this.reply || this.edit || this.files.length)) { event.preventDefault(); this.cancel(); }
    });
    this.area.addEventListener('paste', (event) => {
      if (event.clipboardData?.files.length) { event.preventDefault(); this.add(event.clipboardData.files); }
    });
    this.input.addEventListener('change', () => { this.add(this.input.files); this.input.value = ''; });
    this.node.addEventListener('dragover', (event) => { event.preventDefault(); this.node.classList.add('dropping'); });
    this.node.addEventListener('dragleave', () => this.node.classList.remove('dropping'));
    this.node.addEventListener('drop', (event) => {
      event.preventDefault();
      this.node.classList.remove('dropping');
      this.add(event.dataTransfer?.files ?? []);
    });
  }

  size() {
    this.area.style.height = 'auto';
    // Nothing can be measured in a phone that is not on the screen: the style sheet's one line stays.
    if (this.area.scrollHeight) this.area.style.height = `${Math.min(this.area.scrollHeight, 120)}px`;
    this.go.classList.toggle('ready', Boolean(this.area.value.trim() || this.files.length));
  }

  add(files) {
    for (const file of files) {
      if (file.size > LARGEST) this.toast(t('fileTooBig', { name: file.name }));
      else this.files.push(file);
    }
    this.draw();
    this.area.focus();
  }

  setReply(reply, { focus = true } = {}) {
    this.reply = reply;
    this.edit = null;
    this.draw();
    if (focus) this.area.focus();
  }

  setEdit(edit) {
    this.edit = edit;
    this.reply = null;
    this.area.value = edit.text;
    this.draw();
    this.area.focus();
  }

  // The other side may ask for something definite to be typed here.
  setHint(text) {
    this.asked = text;
    this.drawHint();
  }

  drawHint() {
    if (!this.files.length && this.asked) { delete this.area.dataset.hint; this.area.placeholder = this.asked; } else hint(this.area, this.files.length ? 'caption' : 'message');
  }

  insert(text) {
    this.area.value = text;
    this.size();
    this.area.focus();
  }

  cancel() {
    if (this.edit) this.area.value = '';
    this.reply = null;
    this.edit = null;
    this.files = [];
    this.draw();
    this.area.focus();
  }

  draw() {
    const rows = [];
    const quoted = this.edit ?? this.reply;
    if (quoted) {
      rows.push(el('div', { class: 'quoting' }, icon(this.edit ? 'edit' : 'reply'),
        el('div', { class: 'quoting-words' }, el('strong', this.edit ? { say: 'editing' } : { text: quoted.who || t('replyTo') }), el('span', { text: quoted.preview || quoted.text })),
        this.button('close', 'cancel', () => this.cancel())));
    }
    for (const file of this.files) {
      rows.push(el('div', { class: 'quoting' }, icon('document'),
        el('div', { class: 'quoting-words' }, el('strong', { text: file.name }), el('span', { text: bytes(file.size) })),
        this.button('close', 'removeFile', () => { this.files = this.files.filter((other) => other !== file); this.draw(); })));
    }
    this.tray.hidden = rows.length === 0;
    this.tray.replaceChildren(...rows);
    this.drawHint();
    this.size();
  }

  async submit() {
    const text = this.area.value.replace(/\s+$/, '');
    if (!text.trim() && !this.files.length) return;
    const draft = { text, files: this.files, reply: this.reply, edit: this.edit };
    this.area.value = '';
    Object.assign(this, { files: [], reply: null, edit: null });
    this.draw();
    try {
      const media = await Promise.all(draft.files.map(async (file) => ({
        name: file.name, type: file.type || 'application/octet-stream', b64: await base64(file),
      })));
      await this.sendDraft({ ...draft, files: media });
    } catch (error) {
      this.toast(t('failed', { why: error.message }));
      // Give the words back unless the person has already begun the next message.
      if (!this.area.value && !this.files.length) {
        Object.assign(this, { files: draft.files, reply: draft.reply, edit: draft.edit });
        this.area.value = draft.text;
        this.draw();
      }
    }
  }
}
