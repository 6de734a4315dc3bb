// The page's own words. What is said inside the chats belongs to the product and is never touched here.
const RU = {
  brand: 'Отдел', phones: 'Телефоны', clock: 'Часы компании', product: 'Программа', tour: 'Знакомство', wall: 'Стена',
  offline: 'Связь с песочницей потеряна, восстанавливаю…',
  clockTo10: 'до 10:00', clock1h: '+1 ч', clock24h: '+24 ч', clock6d: '+6 д',
  clockHint: 'Перевести часы компании: {step}',
  alive: 'работает', dead: 'перезапускается', unknown: 'не запущена', kill: 'kill -9', killHint: 'Убить процесс программы: он поднимется сам',
  restarts: 'Перезапусков: {n}', language: 'English', languageHint: 'Switch the page to English', close: 'Закрыть',
  wallOpen: 'Что и почему скрыто или отклонено', wallEmpty: 'Пока ничего не скрыто и не отклонено.', wallRefresh: 'Обновить', wallFilter: 'Найти в журнале',
  wallFailed: 'Журнал сейчас недоступен: программа не отвечает.', wallRows: 'Записей: {n}',
  wallAbout: 'Каждое сообщение проходит через стену. Здесь видно, что она пропустила, что скрыла и по какому правилу.',
  tourProgress: '{done} из {all}', tourList: 'Все шаги', tourDone: 'Готово', tourReset: 'Начать сначала', tourEnd: 'Все шаги пройдены.',
  message: 'Сообщение', messageTo: 'Написать: {to}', caption: 'Подпись', send: 'Отправить', attach: 'Прикрепить фото или файл', commands: 'Команды бота', noCommands: 'Команд пока нет',
  keyboard: 'Клавиатура бота', replyTo: 'Ответ', editing: 'Правка', cancel: 'Отменить', you: 'Вы',
  reply: 'Ответить (R)', edit: 'Изменить (E)', react: 'Реакция (L)', removeFile: 'Убрать файл',
  newMessages: 'Новые сообщения', empty: 'Здесь пока пусто', start: 'Начать', edited: 'изм.', pinned: 'Закреплено',
  general: 'Общая', topics: 'Темы', unread: 'Непрочитанных: {n}', bot: 'бот',
  photo: 'Фото', document: 'Файл', voice: 'Голосовое сообщение', audio: 'Аудио', video: 'Видео', animation: 'Анимация', sticker: 'Стикер', location: 'Местоположение', contact: 'Контакт', poll: 'Опрос',
  unsupported: 'Сообщение этого вида здесь не показывается', fileMissing: 'Файл недоступен', forwarded: 'Переслано', replyGone: 'Сообщение',
  topicCreated: 'Тема «{name}» создана', topicEdited: 'Тема переименована: «{name}»', topicClosed: 'Тема закрыта', topicReopened: 'Тема снова открыта', pinnedService: 'Закреплено сообщение',
  noAnswer: 'Бот не ответил за 10 секунд', failed: 'Не получилось: {why}', ok: 'Понятно', notHere: 'Эта кнопка работает только в самом Telegram', copied: 'Скопировано', fileTooBig: 'Файл больше 20 МБ: {name}',
  company: 'Компания', business: 'Бизнес-аккаунт', accepted: 'Принято', notAccepted: 'Не принято сервером', sending: 'Отправляется',
  more: 'Ещё', sendPlace: 'Отправить геопозицию', sendAlbum: 'Альбом из 10 фото', writeAs: 'Писать как', writeAsHint: 'whatsapp:+7… или whatsapp:US.1234', use: 'Выбрать', profile: 'Имя в профиле',
  wall_at: 'Время', wall_verb: 'Действие', wall_verdict: 'Решение', wall_rule: 'Правило', wall_reason: 'Почему', wall_actor: 'Кто', wall_fields: 'Поля',
  mail: 'Почта', mailboxes: 'Почтовые ящики', mailNone: 'Писем пока нет', mailBack: 'Все письма', mailRepeat: 'То же письмо пришло ещё раз',
  today: 'Сегодня', shareContact: 'Отправляет ваш номер', unreadTitle: '({n}) {brand}',
};
const EN = {
  brand: 'Otdel', phones: 'Phones', clock: 'Company clock', product: 'Program', tour: 'Tour', wall: 'Wall',
  offline: 'Connection to the sandbox lost, reconnecting…',
  clockTo10: 'to 10:00', clock1h: '+1 h', clock24h: '+24 h', clock6d: '+6 d',
  clockHint: 'Move the company clock: {step}',
  alive: 'running', dead: 'restarting', unknown: 'not started', kill: 'kill -9', killHint: 'Kill the program: it comes back by itself',
  restarts: 'Restarts: {n}', language: 'Русский', languageHint: 'Показать страницу по-русски', close: 'Close',
  wallOpen: 'What was redacted or refused, and why', wallEmpty: 'Nothing has been redacted or refused yet.', wallRefresh: 'Refresh', wallFilter: 'Find in the log',
  wallFailed: 'The log is not available right now: the program does not answer.', wallRows: 'Rows: {n}',
  wallAbout: 'Every message passes the wall. Here is what it let through, what it hid and by which rule.',
  tourProgress: '{done} of {all}', tourList: 'All steps', tourDone: 'Done', tourReset: 'Start over', tourEnd: 'Every step is done.',
  message: 'Message', messageTo: 'Write to {to}', caption: 'Caption', send: 'Send', attach: 'Attach a photo or a file', commands: 'Bot commands', noCommands: 'No commands yet',
  keyboard: 'Bot keyboard', replyTo: 'Reply', editing: 'Editing', cancel: 'Cancel', you: 'You',
  reply: 'Reply (R)', edit: 'Edit (E)', react: 'React (L)', removeFile: 'Remove file',
  newMessages: 'New messages', empty: 'Nothing here yet', start: 'Start', edited: 'edited', pinned: 'Pinned',
  general: 'General', topics: 'Topics', unread: 'Unread: {n}', bot: 'bot',
  photo: 'Photo', document: 'File', voice: 'Voice message', audio: 'Audio', video: 'Video', animation: 'Animation', sticker: 'Sticker', location: 'Location', contact: 'Contact', poll: 'Poll',
  unsupported: 'This kind of message is not shown here', fileMissing: 'File not available', forwarded: 'Forwarded', replyGone: 'Message',
  topicCreated: 'Topic “{name}” created', topicEdited: 'Topic renamed: “{name}”', topicClosed: 'Topic closed', topicReopened: 'Topic reopened', pinnedService: 'Message pinned',
  noAnswer: 'The bot gave no answer in 10 seconds', failed: 'That did not work: {why}', ok: 'OK', notHere: 'This button works only in Telegram itself', copied: 'Copied', fileTooBig: 'File larger than 20 MB: {name}',
  company: 'Company', business: 'Business account', accepted: 'Accepted', notAccepted: 'Not accepted by the server', sending: 'Sending',
  more: 'More', sendPlace: 'Send location', sendAlbum: 'Album of 10 photos', writeAs: 'Write as', writeAsHint: 'whatsapp:+7… or whatsapp:US.1234', use: 'Use', profile: 'Profile name',
  wall_at: 'Time', wall_verb: 'Action', wall_verdict: 'Verdict', wall_rule: 'Rule', wall_reason: 'Reason', wall_actor: 'Who', wall_fields: 'Fields',
  mail: 'Mail', mailboxes: 'Mailboxes', mailNone: 'No letters yet', mailBack: 'All letters', mailRepeat: 'The same letter came once more',
  today: 'Today', shareContact: 'Sends your phone number', unreadTitle: '({n}) {brand}',
};
const WORDS = { ru: RU, en: EN };
let current = 'ru';

export const language = () => current;

export function t(key, values = {}) {
  return (WORDS[current][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

// Each setter remembers its key (and values) on the node, so one pass can change the language without rebuilding a chat.
const remember = (node, slot, key, values) => {
  node.dataset[slot] = key;
  if (values) node.dataset[`${slot}Values`] = JSON.stringify(values);
  refresh(node);
  return node;
};
export const text = (node, key, values) => remember(node, 'text', key, values);
export const label = (node, key, values) => remember(node, 'label', key, values);
export const hint = (node, key, values) => remember(node, 'hint', key, values);

const worded = (node, slot) => t(node.dataset[slot], JSON.parse(node.dataset[`${slot}Values`] ?? '{}'));

function refresh(node) {
  if (node.dataset.text) node.textContent = worded(node, 'text');
  if (node.dataset.label) {
    node.setAttribute('aria-label', worded(node, 'label'));
    if (/^(BUTTON|A|INPUT)$/.test(node.tagName)) node.title = worded(node, 'label');
  }
  if (node.dataset.hint) node.setAttribute('placeholder', worded(node, 'hint'));
}

export function setLanguage(next) {
  current = WORDS[next] ? next : 'ru';
  document.documentElement.lang = current;
  document.querySelectorAll('[data-text],[data-label],[data-hint]').forEach(refresh);
  document.dispatchEvent(new Event('language'));
}
