// One stream for the whole page. The state is read at each opening, the first included, so nothing falls in between.
const KINDS = ['telegram', 'twilio', 'mail', 'clock', 'product', 'call'];
const RETRY_MS = 1500;

export function listen({ on, opened, online }) {
  const connect = () => {
    const source = new EventSource('/control/events');
    source.onopen = () => {
      online(true);
      opened();
    };
    source.onerror = () => {
      online(false);
      // The browser retries a broken connection itself but gives up after an HTTP error: then start anew.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        let data;
        try { data = JSON.parse(event.data); } catch { return; }
        on(kind, data);
      });
    }
  };
  connect();
}
