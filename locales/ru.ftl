# Каналы и общие слова
channel-whatsapp = WhatsApp
channel-sms = SMS
channel-telegram = Telegram
head-new = 🆕
unnamed = Без имени

# Роли
role-director = руководитель
role-sysadmin = системный администратор
role-sales_head = руководитель отдела продаж
role-manager = менеджер
role-secretary = секретарь
role-logistician = логист
role-lawyer = юрист
role-retailer = торговый агент
quoted = ↩️ «{ $text }»
peculiarities-banner = ⚠️ { $text }
message-edited = изменено

# Части сообщений
part-unknown = ❔ Сообщение вида «{ $type }»: показать его здесь нельзя, оно сохранено в карточке клиента
part-location = 📍 { $where } ({ $point })
part-contact = 👤 Контакт: { $name } { $phone }
part-button = 🔘 { $text }
part-list_reply = 🔘 { $title }
part-start = ▶️ Начал разговор
part-poll = 📊 Опрос: { $question }
part-referral = 📣 Пришёл по рекламе: { $headline } { $source_url }
kind-photo = фото
kind-video = видео
kind-voice = голосовое сообщение
kind-audio = аудио
kind-document = файл
kind-sticker = стикер
kind-animation = анимацию
kind-video_note = видеосообщение
kind-contact = визитку
file-late =
    { $head }
    📎 Клиент прислал { $kind }, файл пока не загрузился. Пробую ещё, пришлю сюда же.
file-refused =
    { $head }
    📎 Клиент прислал { $kind }, но получить файл не удалось ({ $code }). Попросите прислать его иначе.

# Ответ клиенту
button-reply = ✍️ Ответить
button-undo = ↩️ Отменить
button-templates = 📄 Отправить шаблон
button-drop-held = ✖️ Не отправлять
button-resend = 🔁 Отправить ещё раз
button-card = 📇 Карточка
guard = ➡️ { $to }: уйдёт через 5 секунд
prompt = ✍️ Ответ клиенту: { $to }
prompt-careful =
    ✍️ Ответ клиенту: { $to }
    ⚠️ { $peculiarities }
held =
    🔒 { $name } не писал больше 24 часов: WhatsApp не пропустит свободный текст.
    Ответ сохранён и уйдёт сам, как только клиент напишет. Чтобы он написал, можно отправить шаблон.
delivery-failed = 😢 Не доставлено. { $reason }

# Согласие клиента
consent-stop = { $firm }: вы отписались, больше не пишем. Чтобы вернуться, пришлите СТАРТ.
consent-start = { $firm }: вы снова на связи. Чтобы отписаться, пришлите СТОП.
consent-help = { $firm }: напишите вопрос обычным сообщением, вам ответит менеджер. СТОП отписывает, СТАРТ возвращает.
insider-neutral = Этот номер для клиентов. Ваше сообщение не обработано.

# Уведомления
notice-unseen = 🔔 Сообщение клиента № { $client } некому показать. Назначьте ответственного: otdel client give { $client } --to ID
notice-insider = 🔔 Сотрудник или агент (№ { $person }) написал на номер для клиентов. Карточка клиента не создана.
notice-unreachable = 🔔 Сотруднику № { $person } не доставляются сообщения клиентов ({ $code }). Пусть откроет бота и нажмёт /start: всё придёт. Или передайте его клиентов.
notice-given = 🤝 Клиент { $name } теперь ваш. Ниже то, что ждёт ответа.
notice-aside-inbox = ⚠️ Входящее сообщение № { $id } ({ $channel }) не удалось разобрать, оно отложено. Остальные идут дальше. Подробности: otdel doctor
notice-aside-slow = ⚠️ Исходящее № { $id } ({ $channel }) долго не уходит, пробуем дальше. Все, что ждут: otdel outbox list
notice-aside-broken = ⚠️ Исходящее № { $id } ({ $channel }) отложено после нескольких неудач. Список: /dead

# Ответы провайдеров: что случилось и что делать
provider-63016 = Окно WhatsApp закрыто: клиент не писал 24 часа. Отправьте шаблон, ответ можно повторить, когда клиент напишет.
provider-63014 = Клиент заблокировал номер компании. Позвоните или напишите по другому каналу.
provider-63018 = WhatsApp ограничил скорость отправки. Повторите через минуту.
provider-63024 = У получателя нет WhatsApp или номер неверен. Проверьте номер, попробуйте SMS.
provider-63032 = WhatsApp ограничил сообщения этому клиенту. Попробуйте позже или по другому каналу.
provider-63003 = Канал не нашёл получателя. Проверьте номер клиента.
provider-63007 = Номер компании не подключён к WhatsApp у провайдера. Сообщите системному администратору.
provider-63019 = Провайдер не смог забрать файл. Отправьте его ещё раз или другим форматом.
provider-21211 = Номер клиента записан неверно. Исправьте контакт и повторите.
provider-21610 = Клиент отписался (СТОП). Писать можно, когда он пришлёт СТАРТ.
provider-21614 = На этот номер нельзя отправить SMS. Позвоните клиенту.
provider-30003 = Телефон клиента недоступен. Повторите позже.
provider-30005 = Такого номера нет. Проверьте номер клиента.
provider-30006 = Это стационарный номер, SMS не принимает. Позвоните клиенту.
provider-30008 = Оператор не доставил сообщение без объяснения. Повторите.
provider-gave-up = Провайдер не принимал сообщение сутки. Проверьте связь (otdel doctor) и повторите.
provider-blocked = Получатель заблокировал бота. Напишите по другому каналу.
provider-chat-not-found = Такого чата больше нет. Напишите по другому каналу.
provider-lane-closed = Клиента передали другому ответственному, ответ остановлен.
provider-not-own = Клиент больше не ваш, ответ остановлен.
provider-broken = Внутренняя ошибка при отправке, администратору сообщено. Повторите позже.
provider-file-too-large = Файл слишком велик для канала клиента. Отправьте файл поменьше или ссылку.
provider-too-large = Файл слишком велик для канала клиента. Отправьте файл поменьше или ссылку.
provider-file-missing = Файл пропал с диска сервера. Прикрепите его ещё раз.
provider-foreign-host = Адрес провайдера в настройках не разрешён. Сообщите системному администратору.
provider-file-type-refused = Такой файл канал клиента не принимает. Отправьте его в другом формате.
provider-file-not-fetched = Файл не удалось получить из Telegram. Прикрепите его ещё раз.
provider-empty = Сообщение оказалось пустым. Напишите ещё раз.
provider-no-sender = Этот канал у компании не подключён. Сообщите системному администратору.
provider-one-file-a-message = В одном сообщении уходит один файл. Отправьте файлы по одному.
provider-not-at-this-channel = Этот канал такого не умеет. Напишите обычным сообщением.
provider-too-long = Сообщение слишком длинное. Разделите его.
provider-bad-request = Провайдер не принял сообщение. Повторите другими словами или по другому каналу.
provider-migrated = Группа переехала. Сообщите системному администратору.
provider-file-unknown-file = Файл в Telegram больше недоступен. Прикрепите его ещё раз.
provider-file-foreign-host = Файл лежит на чужом сервере и не принят. Прикрепите его заново.
provider-unknown = Причина неизвестна. Повторите или напишите по другому каналу.
provider-other = Ответ провайдера: { $code }. Повторите или напишите по другому каналу.

# Отказы
error-refused = Это действие невозможно.
error-not-allowed = У вас нет на это прав.
error-not-found = Не найдено.
error-invalid-input = Не удалось разобрать введённое.
error-phone-invalid = Не похоже на номер телефона. Пример: +7 900 123-45-67.
error-role-unknown = Роли «{ $role }» нет. Есть: { $roles }.
error-superior-unknown = Такого руководителя нет.
error-telegram-taken = Этот Telegram уже привязан к сотруднику.
error-phone-taken = Этот телефон уже есть у сотрудника.
error-invitation-invalid = Приглашение не действует. Попросите новое.
error-conversation-closed = Ответить этому клиенту сейчас нельзя.
error-opted-out = Клиент отписался (СТОП). Ответить можно, когда он пришлёт СТАРТ.
error-stopped-by-policy = Правила общения это не разрешают ({ $rule }).
error-too-late = Поздно: сообщение уже ушло.
error-draft-gone = Черновика уже нет. Напишите ещё раз.
error-template-gone = Этого шаблона больше нет у провайдера.
error-cannot-forward-kind = Такое сообщение клиенту не отправить. Подходят текст, фото, файл, голос и видео.
error-empty = Пустое сообщение не отправить.
error-not-an-answer = Это не ваш ответ клиенту. Ответьте командой /del на своё сообщение.
error-client-unknown = Клиента № { $id } нет.
error-person-unknown = Сотрудника № { $id } нет или он уволен.
error-cannot-own = Роль { $role } не ведёт клиентов.
error-same-person = Передать клиентов надо другому человеку.
error-unexpected = Что-то пошло не так, администратору сообщено. Ничего не потеряно.

# telegram
tg-neutral = Здравствуйте! Этот бот служебный и работает по приглашению.
tg-retailer-closed = Сообщения не принимаются. Новости компании приходят сюда сами.
tg-error = Не получилось. Попробуйте ещё раз.
tg-done = Готово.
tg-stale = Эта кнопка уже не действует. Откройте экран заново.
tg-unknown-command = Такой команды нет. Список: /help
tg-unsupported = Такое сообщение я передать не умею. Текст, фото, файл, голос и видео могу.
tg-contact-ask = Приглашение принято. Осталось подтвердить номер: нажмите кнопку ниже.
tg-contact-button = 📱 Поделиться моим номером
tg-contact-own = Нужен ваш собственный номер: нажмите кнопку ниже, не пересылайте контакт.
tg-bound = Добро пожаловать, { $name }! Меню внизу, подсказка: /help
tg-hello = Здравствуйте, { $name }! Меню внизу, подсказка: /help
tg-home = { $name }, что откроем?
tg-cancelled = Отменять нечего. Меню внизу.
tg-back = « Назад
tg-home-button = 🏠
tg-page = стр. { $page } из { $pages }
tg-refresh = 🔄 Обновить
tg-menu-find = 🔎 Клиент
tg-menu-wa = 💬 WhatsApp
tg-menu-start_day = ▶️ Начать день
tg-menu-finish_day = ⏹ Закончить день
tg-menu-dead = 📮 Недоставленные
tg-menu-help = ❓ Помощь
tg-command-wa = Переписки с клиентами
tg-command-find = Найти клиента
tg-command-start_day = Начать рабочий день
tg-command-finish_day = Закончить рабочий день
tg-command-dead = Недоставленные сообщения
tg-command-help = Подсказка
tg-command-lang = Язык: /lang ru или /lang en
tg-command-invite = Пригласить: /invite роль телефон
tg-command-other = Команда
tg-help-head = Что я умею
tg-help-answering =
    Ответить клиенту: ответьте на его сообщение или пишите в его теме. Пять секунд ответ можно отменить.
    Пока ответ не ушёл, правка вашего сообщения меняет и его.
    /del ответом на своё сообщение убирает то, что ещё не ушло.
tg-find-ask = 🔎 Кого найти? Ответьте на это сообщение: имя, ИНН или телефон. Или сразу: /find текст
tg-find-head = 🔎 Найдено: { $count }
tg-find-none = Никого. Попробуйте часть имени, ИНН или телефон.
tg-find-more = И ещё { $count }. Уточните запрос.
tg-inn = ИНН { $inn }
tg-responsible = ответственный: { $name }
tg-assigned = ответственный: закреплён
tg-unassigned = ответственный: никто
tg-number = № { $id }
tg-wa-head = 💬 Переписки
tg-wa-empty = Открытых переписок нет.
tg-wa-new = { $count ->
    [one] { $count } новое
    [few] { $count } новых
   *[other] { $count } новых
 }
tg-window-hours = ⏳ { $count } ч
tg-window-minutes = ⏳ { $count } мин
tg-window-closed = 🔒
tg-reply = ✍️ Ответить
tg-reply-short = ✍️
tg-thread-button = 💬 Лента
tg-peculiarities = ⚠️ { $text }
tg-card-foreign = Это клиент другого сотрудника.
tg-card-status = Статус: { $status }
tg-card-contract = Договор: { $contract }
tg-status-pending = в ожидании
tg-contract-none = нет
tg-contract-original = оригинал
tg-contract-scan = только скан
tg-contract-one-off = разовый
tg-channel-whatsapp = WhatsApp
tg-channel-sms = SMS
tg-channel-telegram = Telegram
tg-channel-phone = 📞
tg-channel-other = Связь
tg-thread-head = 💬 { $name }
tg-thread-empty = Сообщений ещё нет.
tg-files = { $count ->
    [one] 📎 { $count } файл
    [few] 📎 { $count } файла
   *[other] 📎 { $count } файлов
 }
tg-edited = изменено
tg-state-received = получено
tg-state-queued = в очереди
tg-state-waiting = ждёт файла
tg-state-held = 🔒 придержано
tg-state-sending = отправляется
tg-state-sent = отправлено
tg-state-delivered = доставлено
tg-state-read = прочитано
tg-state-failed = 😢 не доставлено
tg-state-unknown = неизвестно, могло уйти
tg-state-cancelled = отменено
tg-state-denied = остановлено правилами
tg-state-other = состояние неизвестно
tg-dead-head = 📮 Недоставленные: { $count }
tg-dead-none = Всё доставлено.
tg-resend = 🔁 Повторить № { $id }
tg-resend-queued = Отправляю ещё раз.
tg-resend-not-dead = Это сообщение уже не среди недоставленных.
tg-templates-head = 📄 Шаблоны: { $name }
tg-templates-none = Одобренных шаблонов нет.
tg-template-send = 📤 { $name }
tg-template-queued = Шаблон отправляется. Ваш ответ уйдёт сам, когда клиент напишет.
tg-price = Последняя цена шаблона: { $price }
tg-price-unknown = Цена шаблона неизвестна.
tg-held-drop = ✖️ Не отправлять ответ
tg-held-cancelled = Ответ не будет отправлен.
tg-held-already = Ответ уже отменён.
tg-held-too-late = Поздно: ответ уже ушёл.
tg-whom = Кому это? Выберите клиента. В следующий раз ответьте на его сообщение, и спрашивать не придётся.
tg-whom-none = Непонятно, кому это. Ответьте на сообщение клиента или найдите его: /find текст
tg-chosen = ➡️ { $name }
tg-undo-cancelled = Отменено, клиент ничего не получит.
tg-undo-already = Уже отменено.
tg-undo-too-late = Поздно: сообщение уже ушло.
tg-edit-changed = ✏️ Исправлено: клиенту уйдёт новый текст.
tg-edit-too-late = Поздно: клиент получил прежний текст. Напишите исправление новым сообщением.
tg-del-how = Ответьте командой /del на своё сообщение, которое надо убрать.
tg-withdraw-cancelled = Убрано, клиент ничего не получит.
tg-withdraw-already = Уже убрано.
tg-withdraw-too-late = Поздно: сообщение уже у клиента, убрать его нельзя.
tg-day-started = ▶️ День начат. Новые обращения могут прийти вам.
tg-day-started-already = День уже начат.
tg-day-finished = ⏹ День закончен. Новые обращения вам не приходят, ваши клиенты пишут по-прежнему.
tg-day-finished-already = День уже закончен.
tg-lang-how = Выберите язык: /lang { $languages }
tg-lang-set = Готово, дальше по-русски.
tg-invite-how = Так: /invite роль телефон, например /invite manager +7 900 123-45-67
tg-invite-link =
    Приглашение, роль { $role }. Перешлите ссылку этому человеку: она на один раз и на 24 часа.
    { $link }
