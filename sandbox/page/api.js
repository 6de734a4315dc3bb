// The control API of the sandbox: what a person does on the other side of the providers.
async function call(path, options) {
  const response = await fetch(`/control/${path}`, options);
  const raw = await response.text();
  let answer = null;
  try { answer = raw ? JSON.parse(raw) : null; } catch { answer = raw; }
  if (!response.ok) {
    const why = answer?.error ?? answer?.description ?? (typeof answer === 'string' && answer.length < 200 ? answer : '');
    throw new Error(String(why || `HTTP ${response.status}`));
  }
  return answer;
}

export const get = (path, query = {}) => {
  const search = new URLSearchParams(query).toString();
  return call(search ? `${path}?${search}` : path);
};

export const post = (path, body = {}) => call(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
});

export const telegramFile = (bot, fileId) => `/control/telegram/file?${new URLSearchParams({ bot, file_id: fileId })}`;

// Base64 through FileReader: it does the encoding off the main thread and copes with any size.
export const base64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});
