// Reply, react, edit: by hover, by long press and by keys over a focused bubble. One toolbar serves the whole chat.
import { el } from './dom.js';
import { icon } from './icons.js';
import { closePopover, openPopover } from './popover.js';

const EMOJI = ['👍', '❤', '🔥'];
const LONG_PRESS_MS = 450;

// `can(message)` → {reply, react, edit}; `act` has the handlers of the same names, each taking the message (react: and the emoji).
export class MessageActions {
  constructor(list, find, can, act) {
    Object.assign(this, { list, find, can, act });
    this.bar = el('div', { class: 'actions' });
    this.message = null;
    list.addEventListener('pointerover', (event) => { if (event.pointerType === 'mouse') this.over(event.target); });
    list.addEventListener('pointerleave', () => { if (!this.bar.querySelector('.picker')) this.bar.remove(); });
    list.addEventListener('focusin', (event) => this.over(event.target));
    list.addEventListener('keydown', (event) => this.key(event));
    list.addEventListener('pointerdown', (event) => {
      if (event.pointerType === 'mouse') return;
      const timer = setTimeout(() => this.over(event.target), LONG_PRESS_MS);
      const stop = () => clearTimeout(timer);
      for (const name of ['pointerup', 'pointercancel', 'pointermove']) list.addEventListener(name, stop, { once: true });
    });
    list.addEventListener('dblclick', (event) => {
      const message = this.of(event.target);
      if (message && this.can(message).reply && !event.target.closest('button,a')) this.act.reply(message);
    });
  }

  of(target) {
    const bubble = target.closest?.('[data-message-id]');
    return bubble ? this.find(bubble.dataset.messageId) : null;
  }

  over(target) {
    const bubble = target.closest?.('[data-message-id]');
    if (!bubble || bubble.contains(this.bar)) return;
    const message = this.find(bubble.dataset.messageId);
    if (!message) return;
    const can = this.can(message);
    this.message = message;
    this.bar.replaceChildren(...[['reply', 'reply'], ['react', 'smile'], ['edit', 'edit']].filter(([name]) => can[name]).map(([name, picture]) => {
      const button = el('button', { type: 'button', tabindex: -1, label: name, data: { action: name } }, icon(picture));
      button.addEventListener('click', () => (name === 'react' ? this.pick(message, button) : this.act[name](message)));
      return button;
    }));
    if (this.bar.children.length) bubble.append(this.bar); else this.bar.remove();
  }

  pick(message, anchor) {
    const picker = el('div', { class: 'picker', role: 'menu', label: 'react' }, ...EMOJI.map((emoji) => {
      const button = el('button', { type: 'button', role: 'menuitem', text: emoji, data: { emoji } });
      button.addEventListener('click', () => { closePopover(); this.act.react(message, emoji); });
      return button;
    }));
    // To whichever side of the toolbar there is room: below it the last message would be cut by the composer.
    const room = this.bar.getBoundingClientRect().left - this.list.getBoundingClientRect().left;
    picker.classList.add(room > 128 ? 'leftward' : 'rightward');
    openPopover(this.bar, picker, anchor);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const bubbles = [...this.list.querySelectorAll('[data-message-id]')];
    const bubble = event.target.closest('[data-message-id]');
    const at = bubbles.indexOf(bubble);
    const steps = { ArrowUp: at < 0 ? bubbles.length - 1 : Math.max(0, at - 1), ArrowDown: at < 0 ? bubbles.length - 1 : Math.min(bubbles.length - 1, at + 1), Home: 0, End: bubbles.length - 1 };
    if (event.key in steps && !event.target.closest('.picker') && bubbles.length) {
      event.preventDefault();
      bubbles[steps[event.key]].focus();
      return;
    }
    const message = bubble && event.target === bubble ? this.find(bubble.dataset.messageId) : null;
    if (!message) return;
    // By the place on the keyboard, so that the keys work in the Russian layout too.
    const action = { KeyR: 'reply', KeyL: 'react', KeyE: 'edit' }[event.code];
    if (!action || !this.can(message)[action]) return;
    event.preventDefault();
    if (action === 'react') {
      this.over(bubble);
      const button = this.bar.querySelector('[data-action=react]');
      if (button) this.pick(message, button);
    } else this.act[action](message);
  }
}
