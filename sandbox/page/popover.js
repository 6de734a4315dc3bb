// A small sheet that opens over a phone: commands, emoji, the ⋯ menu. One at a time; Esc and a tap outside close it.
let open = null;

export function closePopover() {
  if (!open) return;
  const { node, anchor, outside, hadFocus } = open;
  open = null;
  document.removeEventListener('pointerdown', outside, true);
  const inside = node.contains(document.activeElement);
  node.remove();
  anchor?.setAttribute?.('aria-expanded', 'false');
  if (inside && hadFocus?.isConnected) hadFocus.focus();
}

export function openPopover(host, node, anchor, { focus = true } = {}) {
  const again = open?.anchor === anchor;
  closePopover();
  if (again) return;
  const outside = (event) => {
    if (!node.contains(event.target) && !anchor?.contains?.(event.target)) closePopover();
  };
  open = { node, anchor, outside, hadFocus: document.activeElement };
  host.append(node);
  anchor?.setAttribute?.('aria-expanded', 'true');
  document.addEventListener('pointerdown', outside, true);
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { event.stopPropagation(); closePopover(); return; }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const items = [...node.querySelectorAll('button')];
    const at = items.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    items[(at + step + items.length) % items.length].focus();
  });
  if (focus) node.querySelector('input,button')?.focus();
}
