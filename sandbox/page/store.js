// What several parts of the page share: the company clock, the product's state and what is unread where.
class Store extends EventTarget {
  offset = 0;
  product = { alive: null, restarts: 0 };
  unread = new Map();

  takeClock(data) {
    // The sandbox says either the moment itself or how far the company clock is ahead of the real one.
    const moment = typeof data.now === 'number' ? data.now * 1000 : Date.parse(data.now);
    if (Number.isFinite(moment)) this.offset = moment - Date.now();
    else if (Number.isFinite(data.offset)) this.offset = data.offset * 1000;
    this.dispatchEvent(new Event('clock'));
  }

  takeProduct(product) {
    this.product = { ...this.product, ...product };
    this.dispatchEvent(new Event('product'));
  }

  now() { return new Date(Date.now() + this.offset); }

  setUnread(phone, count) {
    if ((this.unread.get(phone) ?? 0) === count) return;
    this.unread.set(phone, count);
    this.dispatchEvent(new CustomEvent('unread', { detail: { phone, count } }));
  }

  totalUnread() { return [...this.unread.values()].reduce((sum, count) => sum + count, 0); }
}

export const store = new Store();
