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
error-person-unclear = По имени «{ $name }» подходит людей: { $count }. Нужен ровно один; номера показывает /users.
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
tg-page-at = стр. { $page }
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
tg-form-find = 🔎 Клиент
tg-find-aside = Поиск клиента закрыт: начата другая команда.
tg-find-ask = Кого найти? Напишите имя, ИНН или телефон.
tg-find-reply = Ответьте на это сообщение: остальное, что написано в теме клиента, уходит ему.
tg-find-tried = Никого не найдено
tg-find-head = 🔎 Найдено: { $count }
tg-find-first = 🔎 Найдено больше { $count }, вот первые
tg-find-more = Уточните запрос: часть имени, ИНН или телефон.
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
tg-access-how = Согласятся — клиент перейдёт к вам, нынешний ответственный его отдаст.
tg-card-status = Статус: { $status }
tg-card-contract = Договор: { $contract }
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

# Согласования, задачи и оповещения
error-module-needs = Модулю { $name } нужны: { $names }.
error-module-unknown = Модуля { $name } нет; есть: { $names }.
error-own-request = Свой запрос решает кто-то другой.
error-approval-decided = Уже решено: { $state ->
    [approved] одобрено
    [rejected] отклонено
   *[other] снято
 }, { $by }, { $at }.
error-approval-void = Запрос больше не действует: то, о чём просили, изменилось.
error-reason-missing = Нужна причина отказа.
error-question-missing = Напишите вопрос.
error-answer-missing = Напишите ответ.
error-task-done = Уже сделано: { $by }, { $at }.
error-task-empty = Напишите, что сделать.
error-due-past = Этот срок уже прошёл.
error-days-range = Отложить можно на 1–{ $limit } дней.
figure-mark = ,
figure-tonnes = { $amount } т
figure-kilograms = { $amount } кг
figure-grams = { $amount } г
figure-rub = ₽
figure-usd = $
figure-cny = ¥
figure-price-vat = { $amount }/кг с НДС
figure-price = { $amount }/кг без НДС
figure-yes = да
figure-no = нет
figure-owed = осталось { $sum }
figure-overpaid = переплата { $sum }
figure-nobody = никто
figure-assigned = закреплён
approval-client-edit = ✏️ Изменение карточки клиента
approval-discount = 💸 Цена ниже минимума
approval-deferral = 💸 Условия оплаты
approval-contract = ⚖️ Договор
approval-access = 🔑 Передать клиента
approval-write-off = 📦 Списание
reason-price = Цена слишком низкая
reason-terms = Условия не подходят
reason-facts = Данные неверны
reason-stays = Клиент остаётся у ответственного
reason-later = Не сейчас
notice-approval-asks = Просит: { $name }
notice-approval-since = Ждёт с { $at }
notice-approval-approved = ✅ Одобрено: { $name }, { $at }
notice-approval-rejected = ❌ Отклонено: { $name }, { $at }
notice-approval-reason = Причина: { $text }
notice-approval-void = ⚪ Запрос снят: то, о чём просили, изменилось
notice-approval-question = 💬 { $name } спрашивает: { $text }
notice-approval-answer = 💬 { $name } отвечает: { $text }
notice-system = система
notice-reservation-placed = 📌 { $by }: поставлена бронь на вас, { $grams }
notice-reservation-extended = 🔁 { $by }: ваша бронь продлена, { $grams }
notice-reservation-released = ✖️ { $by }: ваша бронь снята, { $grams }
notice-reservation-shipped = 🚚 { $by }: отгружено по вашей брони, { $grams }
notice-reservation-lapsed = ⌛ Бронь истекла, товар свободен: { $grams }
notice-reservation-lapsed-at = Истекла { $at }
notice-reservation-about = { $product } · { $warehouse } · { $client }
notice-reservation-until = До { $at }
notice-offered =
    📦 Освободился товар из вашей очереди
    { $product } · { $warehouse } · { $grams }
    { $client }
    Предложение ничего не держит: товар получит тот, кто первый забронирует.
notice-recount =
    ⚠️ Пересчёт меньше, чем обещано
    { $product } · { $warehouse }
    Насчитано { $counted }, в брони { $reserved }
    Считал: { $by }. Остаток не изменён: сначала снимите часть броней.
notice-missing =
    📉 Пересчёт: не хватает { $short }
    { $product } · { $warehouse }
    Было { $before }, насчитано { $after }
    Считал: { $by }. Причина: { $reason }
notice-floor =
    📉 Минимальная цена изменена
    { $product }: { $earlier } → { $price }
    Действует с { $at }
notice-floor-lowered =
    📉 Минимальная цена снижена: { $by }
    { $product }: { $earlier } → { $price }
    Действует с { $at }
notice-price =
    🏷 Цена изменена
    { $product }: { $earlier } → { $price }
    Действует с { $at }
notice-deal = 🧾 Сделка № { $number }: { $by }
notice-deal-stage = Этап: { $stage }
notice-deal-shipped = Отгружено { $grams }, осталось { $rest }
notice-deal-released = Остаток снят: { $grams } снова свободны
notice-deal-paid = Оплата { $sum }, { $rest }
notice-deal-unpaid = Оплата { $sum } отменена, { $rest }. Причина: { $reason }
notice-freight = Доставка: { $sum }
notice-freight-cleared = Стоимость доставки убрана
notice-ordered =
    🚚 Заказ № { $number } подтверждён: нужна доставка
    Куда: { $where } · отгрузка: { $on }
notice-order-off = 🚚 Заказ № { $number } отменён, везти не нужно.
notice-order-less = 🚚 Заказ № { $number }: остаток снят, { $grams } везти не нужно.
notice-absent =
    🔔 Продажа товара, которого нет ни на одном складе
    Продал: { $seller }
    { $product } · { $grams }
    Закупка: { $cost }
notice-status =
    🏷 { $client }: статус изменён
    { $before } → { $after }
    { $by }
notice-taken = { $count ->
    [one] 🤝 Передан { $count } ваш клиент
    [few] 🤝 Переданы { $count } ваших клиента
   *[other] 🤝 Переданы { $count } ваших клиентов
 }
notice-taken-by = Теперь отвечает { $name }. Открытые сделки, брони и задачи тоже перешли.
notice-task = ☑️ Задача от { $author }
notice-task-due = Срок: { $at }
notice-task-client = Клиент: { $name }
notice-task-done = ✅ Задача выполнена: { $by }
stage-deal = сделка
stage-offered = предложение отправлено
stage-invoiced = счёт выставлен
stage-ordered = заказ подтверждён
stage-shipping = отгружается
stage-shipped = отгружен
stage-closed = закрыт
stage-lost = проигран
button-approve = ✅ Одобрить
button-reject = ❌ Отклонить
button-clarify = 💬 Уточнить
button-explain = 💬 Ответить
button-open = 👁 Открыть
button-deal = 🧾 Сделка
button-stock = 📦 Остатки
button-take-offer = 📌 Забронировать
button-leave-queue = ✖️ Не нужно
button-freight = 🚚 Внести доставку
button-register = 📒 В реестр
button-task-done = ✓ Сделано
button-task-later = +1 день
fact-name = Клиент
fact-inn = ИНН
fact-kpp = КПП
fact-ogrn = ОГРН
fact-country = Страна
fact-registration = Рег. номер
fact-region = Регион
fact-address = Адрес
fact-delivery_address = Адрес доставки
fact-unloading_contact = Контакт на выгрузке
fact-unloading_hours = Часы выгрузки
fact-contacts = Контакты
fact-responsible = Ответственный
fact-same_inn = Тот же ИНН у
fact-deferral_days = Отсрочка, дней
fact-deferral_limit = Лимит отсрочки
fact-prepayment_percent = Предоплата, %
fact-contract = Договор
fact-contract_number = Номер договора
fact-contract_date = Дата договора
fact-contract_file = Файл договора
fact-status = Статус
fact-kind = Вид
fact-peculiarities = Особенности
fact-competitor = Поставщик-конкурент
fact-number = Сделка №
fact-client = Клиент
fact-stage = Этап
fact-lines = Количество
fact-prices = Цена
fact-floors = Минимум
fact-total = Сумма
fact-terms = Условия
fact-profit = Прибыль
fact-city = Город
fact-freight = Доставка
fact-note = Заметка
fact-product = Товар
fact-warehouse = Склад
fact-on_hand = На складе
fact-reserved = В брони
fact-free = Свободно
fact-written_off = Списать
fact-reason = Причина
error-text-too-long = Слишком длинно: не больше { $limit } знаков.

# Формы
tg-form-yes = ✅ Подтвердить
tg-form-skip = Пропустить
tg-form-keep = Оставить: { $value }
tg-form-skipped = —
tg-form-cancel = ✖ Отмена
tg-form-cancelled = «{ $form }»: отменено.
tg-form-aside = «{ $form }»: закрыто без сохранения, начата другая команда.
tg-form-closed = Эта форма уже закрыта. Откройте её заново.
tg-form-over = Эта форма уже закрыта.
tg-form-done = Вы это уже сделали { $at }.
tg-form-confirm = Всё верно?
tg-form-error = ⚠️ { $text }
tg-form-none = Ничего похожего на «{ $text }». Напишите иначе.
tg-changed = Карточка изменилась, обновил.
error-stale = Карточка изменилась. Откройте её заново.
error-stale-by = Уже изменено: { $by }, { $at }. Обновил.
error-file-too-large = Файл больше { $limit } МБ. Пришлите поменьше.
error-file-gone = Файл в Telegram больше недоступен. Прикрепите его ещё раз.
error-file-not-now = Файл сейчас не загрузился. Пришлите его ещё раз.
error-form-no-file = Здесь файл не нужен. Напишите словами или нажмите кнопку.
error-form-one-file = Здесь один файл: из альбома взят первый, остальные не нужны.
error-form-file-wanted = Здесь нужен файл: прикрепите его скрепкой.
error-form-text-wanted = Здесь нужен текст или кнопка.
error-form-press-wanted = Нажмите одну из кнопок под этим сообщением.
error-form-right-gone = У вас больше нет права на это, форма закрыта. Ничего не изменено.
error-date-unclear = Не понял дату. Пример: 25.11, 25.11.2026, завтра, пятница.
error-date-past-unclear = Не понял дату. Пример: 25.11, 25.11.2026, вчера, пятница.
error-date-past = Эта дата уже прошла.
error-date-far = Это слишком далеко: не позже, чем через десять лет.
error-rate-unclear = Не понял курс. Пример: 92,35.
tg-field-product = Товар
tg-field-warehouse = Склад
tg-field-quantity = Количество
tg-field-client = Клиент
tg-ask-product = Какой товар? Выберите или напишите часть названия.
tg-ask-shelf = С какого склада?
tg-ask-quantity = Сколько? Например: 2,5 т, 2500 кг или 100 мешков.
tg-ask-client = Для какого клиента? Выберите или напишите часть названия или ИНН.

# Остатки и брони
tg-today-head = ☑️ Сегодня
tg-today-samples = 📞 Звонки по образцам
tg-today-reservations = 📌 Брони подходят к концу
tg-today-deferrals = 💸 Отсрочки
tg-today-unanswered = 💬 Ждут ответа
tg-today-tasks = ☑️ Задачи
tg-today-other = Ещё
tg-today-more = и ещё { $count }
tg-today-empty = На сегодня ничего нет.
tg-today-done = ✓
tg-today-later = +1
error-quantity-bare = { $number } чего? Добавьте единицу: { $number } т, { $number } кг или упаковки товара.
error-quantity-unclear = Не понял количество. Пример: 2,5 т, 2500 кг, 100 мешков.
error-quantity-unit = Не знаю единицу «{ $unit }». Есть т, кг, г и упаковки товара.
error-quantity-too-fine = Точнее грамма не считаем.
error-quantity-range = Количество должно быть больше нуля и не больше 100 000 т.
error-price-unclear = Не понял цену. Нужны валюта и единица, например: 118 руб/кг.
error-price-unit = Цена за «{ $unit }» непонятна. Есть т, кг, г.
error-money-unclear = Не понял сумму. Пример: 118 000 или 1500,50.
error-money-too-fine = Точнее копейки не считаем.
error-money-range = Сумма должна быть больше нуля и не больше миллиарда.
error-currency-unknown = Не знаю валюту «{ $currency }». Есть рубли, доллары, юани.
error-pack-unclear = Не понял упаковку. Пример: мешок 25 кг, биг-бэг 1 т.
tg-ask-warehouse = На какой склад?
tg-ask-source = С какого склада?
tg-ask-target = На какой склад?
tg-ask-counted = Сколько насчитали? Например: 2,5 т. Если пусто, напишите 0.
tg-ask-delivery-note = От кого и по какой накладной? Это останется в журнале склада.
tg-ask-reason = Почему? Причина останется в журнале.
tg-ask-correction = Что исправить? Это увидит тот, кто просил.
tg-ask-purchase = Закупочная цена? Например: 118 руб/кг или 1250 $/т.
tg-ask-price = Какая цена? Например: 118 руб/кг.
tg-ask-vat = НДС внутри этой цены?
tg-ask-lot-rate = По какому курсу? Рублей за единицу валюты; он закрепится за партией.
tg-ask-rate = Какой курс? Рублей за единицу валюты, например 92,35.
tg-ask-currency = Какая валюта?
tg-ask-on = На какой день этот курс?
tg-ask-from = С какого дня действует? Можно пропустить: с этой минуты.
tg-ask-product-name = Как называется товар?
tg-ask-material = Какое сырьё? Например: ПЭВД.
tg-ask-maker = Кто производит?
tg-ask-standard = Какой стандарт: ГОСТ, ТУ?
tg-ask-packs = Какие упаковки? Например: мешок 25 кг, биг-бэг 1 т.
tg-ask-warehouse-name = Как называется склад?
tg-ask-close-warehouse = Какой склад закрыть? На нём не должно быть товара.
tg-ask-kind = Склад настоящий или виртуальный?
tg-ask-until = До какого дня он живёт? Можно пропустить: без срока.
tg-ask-import = Пришлите таблицу xlsx с колонками: { tg-import-columns } (или product, warehouse, quantity, unit, purchase_price, currency). Цена — за единицу из строки: в рублях с НДС, в долларах и юанях без НДС.
tg-import-columns = товар, склад, количество, единица, закупочная цена, валюта
tg-import-example = Товар для примера | Основной | 2,5 | т | 118000 | RUB
tg-import-template = 📄 Образец таблицы
tg-import-file = образец.xlsx
tg-ask-assignee = Кому задача?
tg-ask-task = Что сделать?
tg-ask-due = К какому дню? Нажмите или напишите дату.
tg-field-source = Откуда
tg-field-target = Куда
tg-field-counted = Насчитали
tg-field-delivery-note = Основание
tg-field-reason = Причина
tg-field-purchase = Закупочная цена
tg-field-price = Цена
tg-field-vat = НДС
tg-field-rate = Курс
tg-field-currency = Валюта
tg-field-on = На день
tg-field-from = Действует с
tg-field-name = Название
tg-field-material = Сырьё
tg-field-maker = Производитель
tg-field-standard = Стандарт
tg-field-packs = Упаковки
tg-field-kind = Вид
tg-field-until = Срок
tg-field-file = Файл
tg-field-assignee = Кому
tg-field-text = Что
tg-field-due = Срок
tg-day-today = Сегодня
tg-day-tomorrow = Завтра
tg-day-three = Через 3 дня
tg-day-said-0 = сегодня, на сегодня
tg-day-said-before = вчера
tg-day-said-1 = завтра, на завтра
tg-day-said-2 = послезавтра, на послезавтра
tg-weekday-0 = понедельник, в понедельник, пн
tg-weekday-1 = вторник, во вторник, вт
tg-weekday-2 = среда, среду, в среду, ср
tg-weekday-3 = четверг, в четверг, чт
tg-weekday-4 = пятница, пятницу, в пятницу, пт
tg-weekday-5 = суббота, субботу, в субботу, сб
tg-weekday-6 = воскресенье, в воскресенье, вс
tg-form-find-product = 🔎 Товар
tg-form-receive = 📥 Приход
tg-form-packs = 📦 Упаковка
tg-form-recount = 🧮 Пересчёт
tg-form-move = 🔀 Перемещение
tg-form-write-off = 🗑 Списание
tg-form-new-product = ➕ Новый товар
tg-form-new-warehouse = 🏭 Новый склад
tg-form-close-warehouse = 🚪 Закрыть склад
tg-form-import = 📄 Импорт остатков
tg-form-list-price = 💰 Прайсовая цена
tg-form-floor = ⛔️ Минимальная цена
tg-form-rate = 💱 Курс
tg-form-task = ☑️ Задача
tg-per-kilogram = { $price }/кг
tg-vat-inside = с НДС
tg-vat-outside = без НДС
tg-warehouse-real = Настоящий
tg-warehouse-virtual = Виртуальный
tg-warehouse-added = 🏭 Склад добавлен
tg-warehouse-closed = Склад закрыт.
tg-product-added = ➕ Товар добавлен
tg-product-packs = 📦 { $packs }
tg-receive-done = 📥 Принято { $quantity } на склад «{ $warehouse }»
tg-packs-done = Записано: { $packs }.
tg-recount-change = Было { $before } → станет { $after }.
tg-recount-done = 🧮 Пересчитано: { $quantity }
tg-recount-conflict = ⚠️ Насчитали меньше, чем забронировано. Ничего не изменено.
tg-recount-held = Забронировано: { $quantity }. Сначала надо снять часть броней.
tg-move-done = 🔀 Перемещено { $quantity }: { $source } → { $target }
tg-write-off-asked = 📨 Списание { $quantity } со склада «{ $warehouse }» ждёт согласования
tg-import-lines = Строк в порядке: { $count }
tg-import-creates = Появятся новые: { $names }
tg-import-errors = ⚠️ Строк с ошибками: { $count }. Исправьте файл и пришлите его заново: проводим всё или ничего.
tg-import-error = Строка { $row }: { $text }
tg-import-confirm = Проводим?
tg-import-apply = ✅ Провести
tg-import-done = 📄 Проведено строк: { $count }
tg-price-list-is = Прайс: { $price }
tg-price-floor-is = Минимум: { $price }
tg-price-set-list = 💰 Прайс
tg-price-set-floor = ⛔️ Минимум
tg-price-list-done = 💰 Прайсовая цена: { $price }
tg-price-floor-done = ⛔️ Минимальная цена: { $price }
tg-rates-head = 💱 Курсы
tg-rates-none = Курсов ещё нет.
tg-rates-line = { $currency }: { $rate } на { $on }
tg-rates-source-manual = вручную
tg-rates-source-cbr = ЦБ
tg-rates-source-other = другой источник
tg-rates-set = ✏️ Задать курс
tg-rate-done = 💱 Курс { $currency }: { $rate }
tg-stock-head = 📦 Остатки, свободно
tg-stock-found = Поиск: { $text }
tg-stock-none = Товаров нет.
tg-stock-empty = На складах пусто.
tg-stock-hand = всего { $amount }
tg-stock-line = свободно { $free } | бронь { $reserved } | всего { $hand }
tg-stock-until = склад до { $at }
tg-stock-reserve = 📌 Забронировать · { $warehouse }
tg-stock-queue = ⏳ Встать в очередь · { $warehouse }
tg-stock-ledger = 📜 Журнал · { $warehouse }
tg-stock-find = 🔎 Найти товар
tg-stock-receive = 📥 Приход
tg-stock-recount = 🧮 Пересчёт
tg-stock-move = 🔀 Перемещение
tg-stock-write-off = 🗑 Списание
tg-stock-packs = 📦 Упаковка
tg-stock-import = 📄 Импорт xlsx
tg-stock-new-product = ➕ Товар
tg-stock-new-house = 🏭 Склад
tg-stock-close-house = 🚪 Закрыть склад
tg-ledger-head = 📜 { $product } · { $warehouse }
tg-ledger-none = Движений ещё не было.
tg-ledger-order = заказ № { $id }
tg-movement-receive = приход
tg-movement-recount = пересчёт
tg-movement-move-out = перемещение со склада
tg-movement-move-in = перемещение на склад
tg-movement-write-off = списание
tg-movement-ship = отгрузка
tg-movement-other = движение
tg-mine-head = 📌 Мои брони
tg-mine-none = Броней нет. Забронировать: /reserve
tg-mine-waiting = ⏳ В очереди: { $product }, { $quantity }, { $client }
tg-mine-offered = 🎁 Вам предлагают: { $product }, { $quantity }, { $client }
tg-queue-take = ✅ Забрать
tg-queue-leave = ✖️ Выйти из очереди
tg-queue-taken = Забронировано.
tg-queue-left = Вы больше не в очереди.
tg-reservation-head = 📌 Бронь
tg-reservation-bound = в заказе, до отгрузки
tg-reservation-extended = Продлена раз: { $count }
tg-reservation-extend = { $count ->
    [one] 🔁 Ещё { $count } день
    [few] 🔁 Ещё { $count } дня
   *[other] 🔁 Ещё { $count } дней
 } · до { $until }
tg-reservation-release = Снять
tg-reservation-deal = В сделку / отгрузить
tg-reservation-until = Продлено до { $at }.
tg-reservation-released = Бронь снята, товар свободен.
tg-board-head = 📋 Все брони
tg-board-none = Броней нет.
tg-board-age = { $mark } { $nth }-й день из { $total }, осталось дней: { $left }
tg-task-head = ☑️ Задача
tg-task-people = { $author } → { $to }
tg-task-due = Срок: { $at }
tg-task-late = 🔴 Просрочено: { $at }
tg-task-done = ✓ Сделано
tg-task-later = +1 день
tg-task-done-at = ✅ Сделано: { $by }, { $at }
tg-task-is-done = Сделано.
tg-task-postponed = Отложено на день.
tg-task-added = ☑️ Задача поставлена
tg-task-to = Кому: { $name }
tg-task-me = Мне ({ $name })
tg-task-new = ➕ Задача
tg-task-open = Открыть задачу
tg-tasks-mine = ☑️ Мои задачи
tg-tasks-given = 📤 Поручил
tg-tasks-none = Задач нет.
tg-menu-stock = 📦 Остатки
tg-menu-deal = 🧾 Сделки
tg-menu-today = ☑️ Сегодня
tg-menu-board = 📋 Брони
tg-command-stock = Остатки: /stock или /stock часть названия
tg-command-reserve = Забронировать товар
tg-command-mine = Мои брони
tg-command-board = Все брони
tg-command-today = Что сделать сегодня
tg-command-task = Поставить задачу, можно ответом на сообщение
tg-command-tasks = Задачи: мои и порученные
tg-command-fx = Курсы валют
tg-menu-mine = 📌 Мои брони
tg-stock-free = своб. { $amount }
tg-form-reserve = 📌 Бронь
tg-reserve-until = Снимется сама { $at }.
tg-reserve-short = Свободно только { $free }. Можно встать в очередь: освободится товар, предложу вам.
tg-reserve-place = ✅ Забронировать
tg-reserve-queue = ⏳ Встать в очередь
tg-reserve-placed = 📌 Забронировано
tg-reserve-queued = ⏳ Вы в очереди

# Права: чужими глазами, отказы, группы
tg-lens = 👁 Глазами роли: { $role } · только чтение, /as off
tg-lens-person = 👁 Глазами сотрудника № { $id } ({ $role }) · только чтение, /as off
tg-as-head = 👁 Чужими глазами
tg-as-how = Показывает ровно то, что видит роль или человек. Менять ничего нельзя, сообщения приходят как раньше. Один человек: /as manager 5 или /as manager Борис. Назад: /as off
tg-as-on = Теперь вы видите то же, что и эта роль.
tg-as-off = Вы снова видите своё.
tg-refused = { $text } (№{ $id }, /why { $id })
tg-why-denied = 🚫 Отказ № { $id }
tg-why-allowed = ✅ Разрешено, № { $id }
tg-why-when = Когда: { $at }
tg-why-what = Что: { $what }
tg-why-rule = Правило: { $rule }
tg-audit-head = 🛡 Последние отказы: { $count }
tg-stage-act = действие
tg-stage-queue = сообщение на входе в очередь
tg-stage-send = сообщение при отправке
tg-stage-show = экран
tg-stage-as = чужими глазами
tg-stage-group = правила группы
tg-stage-place = место сотрудника
tg-stage-decide = решение по запросу
tg-stage-other = запись
tg-what-answer = ответ клиенту
tg-what-edit = правка ответа
tg-what-form = форма
tg-users-head = 👥 Сотрудники: { $count }
tg-user-place = Группа: { $group }
tg-user-move = Переместить в группу:
tg-user-placed = Готово: права изменились сразу.
tg-user-unplaced = Готово: прав больше нет.
tg-group-none = без места
tg-groups-head = 🧭 Группы: { $count }
tg-groups-line = • { $name } · { $role } · людей: { $count }
tg-groups-how = Правила группы: /groups ИМЯ. Изменить: /groups ИМЯ client.reply=D. Поместить: /groups place НОМЕР ИМЯ
tg-group-version = Версия правил: { $version }
tg-group-bare = Своих правил нет: действует строка роли в таблице.
tg-group-how = Сузить: /groups { $name } client.reply=D · снять: /groups { $name } client.reply=
tg-roles-head = 🎭 Роли и права
tg-roles-line = • { $role } · { $name } · прав: { $count }
tg-roles-how = Права роли: /roles manager
tg-role-bare = В боте сотрудников — никаких.
tg-command-as = Посмотреть чужими глазами
tg-command-why = Почему отказано
tg-command-users = Сотрудники и их места
tg-command-groups = Группы и правила общения
tg-command-roles = Роли и права
tg-command-audit = Последние отказы
error-viewing-only = Вы смотрите чужими глазами: менять ничего нельзя. Вернуться: /as off
error-number-unclear = Нужен номер, например 17.
error-as-another-role = У этого сотрудника другая роль: { $role }.
error-refusal-unknown = Такого отказа у вас нет.
error-group-unknown = Группы «{ $name }» нет.
error-group-exists = Группа «{ $name }» уже есть.
error-group-name = Имя группы «{ $name }» не подходит: до 32 букв, цифр, знаков - и _, начинается с буквы и не занято.
error-group-rules-shape = Правила пишутся так: получатель.действие=ячейка, например client.reply=D.
error-group-receiver = Получателя «{ $name }» нет. Есть: { $names }.
error-group-verb = Действия «{ $name }» нет. Есть: { $names }.
error-group-cell = Ячейки «{ $name }» нет. Есть: { $names }.
error-group-widens = Правила группы только сужают: роль { $role } и так не может { $verb } → { $receiver }.
error-group-place-how = Так: /groups place НОМЕР ИМЯ
error-own-place = Своё место меняет другой администратор.
error-last-administrator = Это последний администратор: сначала поставьте другого.
error-place-has-clients = На новом месте клиентов не ведут, а у сотрудника они есть: сначала передайте их.
rule-viewing-only = Пока вы смотрите чужими глазами (/as), менять ничего нельзя. Вернуться: /as off
rule-permission = Для этого нужно право «{ $rule }». Оно есть у: { $roles }.
rule-scoped = { $scope ->
    [own] Право «{ $rule }» у этой роли только на своё: на то, что сейчас за другим сотрудником или ни за кем, оно не действует.
    [unassigned] Право «{ $rule }» у этой роли только на то, за что ещё никто не отвечает.
    [team] Право «{ $rule }» у этой роли только на свою команду.
   *[other] Право «{ $rule }» у этой роли ограничено.
} Оно есть у: { $roles }.
scope-own = только своё
scope-unassigned = только ничьё
scope-team = только своя команда
scope-legal = только для договоров
rule-matrix = Таблица общения: { $sender } → { $receiver }, действие «{ $verb }» не разрешено.
rule-group = Правило группы сужает права роли: { $rule }.
rule-other = Правило «{ $rule }».
rule-allowed = Все правила соблюдены.
rule-receiver-not-placed = У получателя нет места в фирме, а значит и прав.
rule-author-not-placed = У автора нет места в фирме, а значит и прав.
rule-receiver-moved = Получателя перевели на другое место после того, как сообщение встало в очередь.
rule-address-changed = Почтовый адрес получателя убрали или сменили после того, как письмо встало в очередь.
rule-retailer-exit-closed = К торговым агентам и от них сообщения этим путём не ходят.
rule-label-not-cleared = Содержание пришло из отдела, которого получатель видеть не может.
rule-system-to-nobody = Получателя не существует.
rule-not-permitted = У получателя больше нет права, ради которого сообщение ему писали.
rule-too-late = Время, в которое об этом ещё стоило сообщать, вышло.
rule-lane-closed = Клиента передали другому: прежняя линия закрыта.
rule-not-own = Это клиент другого ответственного.
rule-not-unassigned = У клиента уже есть ответственный.
rule-not-relay = Клиенту пишут только через бота, от имени компании.
rule-opted-out = Клиент отписался (СТОП).
rule-conversation-closed = Линия этого клиента закрыта.
rule-comment-locked = Комментарий правит автор в течение 24 часов, потом — только администраторы (A3).
rule-own-request = Свой запрос никто не решает сам (E5).
rule-approval-approved = Запрос согласован (E5).
rule-approval-rejected = Запрос отклонён (E5).
rule-approval-void = Пока запрос ждал, то, о чём просили, изменилось (E5).
rule-own-place = Своё место меняет другой администратор.
rule-freight-needs-file = Сумма доставки и счёт перевозчика — только вместе (A8).
rule-floor-breach = Строка ниже минимальной цены ждёт согласования (B10).
rule-stock-edit = Остатки правят РОП, секретарь, сисадмин и руководитель (A2).
rule-client-edit-locked = Название, ИНН, контакты, телефоны и адреса правят только администраторы; остальные подают заявку (A1).
rule-client-read = Чужого клиента открыть нельзя: видны название, ИНН и ответственный (A5).
rule-deal-read = Такой сделки нет, или она чужая: чужую открыть нельзя (A5).
rule-conversation-answer = Клиенту отвечает его ответственный, а пока его нет — секретарь.
rule-conversation-read = Переписку видит ответственный, а пока его нет — секретарь.
rule-client-status-any = Статус меняют начальник ответственного и администраторы (D3).
verb-see = видеть
verb-message = писать
verb-forward = пересылать
verb-broadcast = рассылать
verb-reply = отвечать
verb-mention = упоминать
verb-attach = прикладывать

# Deals, prices, shipments
error-vat-unknown = Нет ставки НДС на { $on } ({ $kind }). Обратитесь к администратору.
error-floor-breach = { $state ->
    [rejected] Скидка отклонена: { $product } по { $price } ₽/кг, минимум { $floor } ₽/кг (с НДС). Измените строку.
   *[other] Ниже минимальной цены: { $product } по { $price } ₽/кг, минимум { $floor } ₽/кг (с НДС). Ждём согласования.
}
error-deal-stage = Сейчас так нельзя, сделка в стадии «{ $stage ->
    [deal] сделка
    [offered] КП отправлено
    [invoiced] счёт выставлен
    [ordered] заказ
    [shipping] отгружается
    [shipped] отгружено
    [closed] закрыта
    [lost] проиграна
   *[other] { $stage }
}».
error-deal-empty = В сделке нет ни одной строки.
error-order-needs-company = «{ $client }» пока лид: заказ оформляют на компанию. Укажите в карточке ИНН (для иностранной — страну и регистрационный номер).
error-goods-present = Этот товар есть на складе «{ $warehouse }»: продавайте оттуда.
error-goods-absent = Укажите, с какого склада уходит { $product }: эта строка продана как отсутствующий товар.
error-terms-waiting = Отсрочка ещё на согласовании.
error-terms-asked = { $over ->
    [yes] Лимит отсрочки { $limit } ₽, долг с этой сделкой { $debt } ₽. Запрос ушёл руководителю, заказ ждёт решения.
   *[no] Отсрочка { $days } дн., в карточке клиента { $allowed } дн. Запрос ушёл руководителю, заказ ждёт решения.
}
error-reason = { $reason ->
    [terms] { reason-terms }
    [facts] { reason-facts }
    [later] { reason-later }
   *[other] { $reason }
}
error-terms-rejected = { $over ->
    [yes] Лимит отсрочки { $limit } ₽, долг с этой сделкой { $debt } ₽. В этом уже отказано: { error-reason }. Измените условия или сумму.
   *[no] Отсрочка { $days } дн., в карточке клиента { $allowed } дн. В этом уже отказано: { error-reason }. Измените условия.
}
error-over-shipped = Больше, чем осталось отгрузить: { $product }, осталось { $kg } кг.
error-nothing-shipped = По заказу ещё ничего не отгружено. Если он не нужен, нажмите «Проиграна» в сделке.
error-deal-unpaid = Не оплачено { $amount } ₽: сделку закрывают после оплаты.
error-payment-reversed = Эта оплата уже отменена.
error-freight-needs-file = Сумма доставки записывается только вместе со счётом перевозчика: приложите файл.
error-freight-needs-amount = К счёту перевозчика нужна сумма доставки.
error-reservation-other-client = Эта бронь для другого клиента.
error-date-future = Эта дата ещё не наступила.
error-deferral-range = Отсрочка — от 0 до { $limit } дней.
error-field-unknown = Поля «{ $field }» нет.
error-line-placed = У этой строки склад уже указан.
error-percent-range = Процент — от 0 до 100.
error-price-date = Цену можно поставить с этой минуты или с будущей даты, не дальше года.
error-price-roubles = Цена продажи — в рублях, не в { $currency }.
error-product-archived = { $product } больше не продаётся.
error-rate-range = Курс не похож на правду.
error-rate-day = Так далеко курсов ещё не знает никто: задайте на день не позже { $day }.
error-shipment-empty = Не выбрано ни одной строки.
error-too-many-lines = В сделке не больше { $limit } строк.

# Refusals of stock and reservations
error-out-of-stock = Не хватает: свободно { $kg } кг.
error-warehouse-ended = Склад закрыт, или его срок истёк.
error-warehouse-not-empty = На складе ещё лежит товар: сначала переместите или спишите его.
error-warehouse-unknown = Такого склада нет. Новый открывает директор или руководитель продаж.
error-warehouse-kind = Склад бывает реальный (real) или виртуальный (virtual).
error-same-warehouse = Откуда и куда: это один и тот же склад.
error-term-past = Этот момент уже прошёл.
error-reservation-ended = { $state ->
    [lapsed] Бронь сгорела: её срок истёк.
    [shipped] Бронь отгружена целиком.
   *[released] Бронь уже снята.
 }
error-reservation-bound = Бронь принадлежит подтверждённому заказу: отгрузить или снять её можно там.
error-extension-early = Бронь и так до { $at }: продлевать ещё рано. Продление не потрачено.
error-extensions-used = Бронь уже продлевали { $limit ->
    [one] { $limit } раз
    [few] { $limit } раза
   *[other] { $limit } раз
 }. Попросите руководителя продаж.
error-offer-gone = Предложение больше не действует: товар забрали или место в очереди снято.
error-offer-taken = Уже принято: товар по этому предложению забронирован.
error-rate-unknown = Курс { $currency } на сегодня неизвестен. Попросите администратора ввести его.
error-name-taken = «{ $name }» уже есть.
error-name-missing = Не хватает названия.
error-why-missing = Напишите причину.
error-vat-kind = НДС бывает обычный (standard) или пониженный (reduced).
error-intake-refused = Ничего не принято, { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[other] { $count } строк
 } с ошибками, первая — строка { $row } ({ $why }).
error-sheet-too-big = Файл слишком большой: не больше { $limit } МБ и без того, что разбухает при распаковке.
error-sheet-broken = Это не исправный файл xlsx.
error-sheet-macros = В файле есть макросы или вложения. Сохраните его как обычный xlsx.
error-sheet-formula = В строке { $row } формула. Сохраните лист только со значениями.
error-sheet-cell = В строке { $row } ячейка не текст и не число или слишком длинная.
error-sheet-rows = Слишком много строк: не больше { $limit } за раз.
error-sheet-empty = В листе нет строк.
error-sheet-header = В первой строке должны стоять названия колонок: { tg-import-columns } (или { $columns }).

# Клиенты: отказы реестра
error-inn-invalid = Такого ИНН нет: в нём 10 или 12 цифр, и контрольные цифры должны сходиться.
error-inn-missing = У российской компании должен быть ИНН.
error-kpp-invalid = КПП состоит из 9 цифр.
error-kpp-of-company = КПП бывает только у компании с ИНН из 10 цифр.
error-ogrn-invalid = Такого ОГРН нет: 13 цифр у компании, 15 у предпринимателя, и контрольная цифра должна сходиться.
error-country-invalid = Страна указывается двумя латинскими буквами, например RU или KZ.
error-registration-missing = У иностранной компании должен быть номер в реестре её страны.
error-email-invalid = Не похоже на адрес почты.
field-word = { $field ->
    [name] название
    [comment] комментарий
    [outcome] итог
    [peculiarities] особенности
    [materials] сырьё
    [address] адрес
    [delivery_address] адрес доставки
    [inn] ИНН
    [kpp] КПП
    [ogrn] ОГРН
    [country] страна
    [registration] регистрационный номер
    [unloading_contact] контакт на выгрузке
    [unloading_hours] часы выгрузки
    [region] регион
    [competitor] поставщик-конкурент
    [deferral_days] отсрочка, дней
    [deferral_limit] лимит отсрочки
    [prepayment_percent] предоплата, %
    [contract_number] номер договора
    [file] файл
    [position] должность
    [phone] телефон
    [email] почта
    [status] статус
   *[other] поле { $field }
 }
error-too-long = Слишком длинно: { $length }, а можно не больше { $limit } ({ field-word }).
error-number-range = Нужно целое число от 0 до { $most } ({ field-word }).
error-nothing-changed = Ничего не изменилось.
error-field-locked = Это поле ({ field-word }) закреплено: изменить его можно только через заявку.
error-not-a-lead = Это уже компания.
error-status-unknown = Такого статуса нет.
error-status-taken = Статус «{ $name }» уже есть.
error-status-needed = Этот статус получают новые компании, убрать его нельзя.
error-contract-kind = Договор бывает: оригинал, скан, разовый.
error-contract-file = К договору нужен файл целиком.
error-contract-scan = «Только скан» без файла не записать: пришлите файл договора.
error-already-yours = Вы и так отвечаете за этого клиента.
error-access-waiting = Вы уже просили этого клиента { $at }, ответа ещё нет.
error-comment-empty = Пустой комментарий не сохранить.
error-comment-locked = Комментарий можно было править 24 часа. Теперь это могут только администраторы.
error-outcome-empty = Напишите, что сказал клиент.
error-product-unknown = Такого товара нет.
error-no-product = Товара «{ $name }» нет.
error-no-warehouse = Склада «{ $name }» нет.
error-no-deal = Сделки № { $id } нет.
error-same-client = Нужны две разные карточки.
error-merge-across-wall = Эти карточки объединить нельзя.
error-client-duplicate = Клиент уже есть: { $name }{ $known ->
    [inn] , ИНН { $inn }
   *[other] {""}
 }. { $who ->
    [nobody] Ответственного нет.
    [named] Ответственный: { $responsible }.
   *[other] Закреплён.
 }
status-pending = В ожидании
status-in_progress = В работе
status-regular = Постоянный
status-paused = Приостановлен
status-refused = Отказ

# Экраны: клиенты, сделки, согласования
tg-decimal-mark = ,
tg-currency-rub = ₽
tg-currency-usd = $
tg-currency-cny = ¥
tg-price-with-vat = { $price }/кг с НДС
tg-price-without-vat = { $price }/кг без НДС
tg-menu-approve = ✅ Согласования
tg-menu-deliveries = 🚚 Доставки
tg-menu-absent = 🔔 Продажи отсутствующего
tg-menu-duplicates = 👯 Дубли
tg-menu-segments = 🏷 Сегменты
tg-menu-fx = 💱 Курсы
tg-menu-quiet = 🌙 Тихие часы и подписки
tg-menu-jobs = ⏰ Расписание
tg-command-deal = Сделки и заказы
tg-command-offer = Коммерческое предложение по сделке
tg-command-sample = Отправить образец
tg-command-approve = Согласования: что ждёт решения, мои запросы
tg-command-deliveries = Заказы для доставки
tg-command-segments = Клиенты по признакам, список и Excel
tg-command-duplicates = Похожие клиенты: объединить
tg-command-handover = Передать всех клиентов сотрудника
tg-command-absent = Продажи товара, которого нет на складах
tg-find-foreign = 🔒 { $name }
tg-client-access = 🙋 Попросить себе
tg-access-asked = Запрос отправлен: согласятся — клиент перейдёт к вам. Ответ придёт сюда.
tg-client-tags = 🏷 { $tags }
tg-tag-deferral = отсрочка { $days } дн.
tg-tag-limit = лимит { $sum }
tg-tag-prepayment = предоплата { $percent } %
tg-tag-competitor = конкурент: { $name }
tg-client-kpp = КПП { $value }
tg-client-ogrn = ОГРН { $value }
tg-client-country = Страна: { $value }
tg-client-registration = Регистрационный номер: { $value }
tg-client-address = Адрес: { $value }
tg-client-delivery_address = Доставка: { $value }
tg-client-unloading_contact = Выгрузка: { $value }
tg-client-unloading_hours = Часы выгрузки: { $value }
tg-client-original-at = оригинал получен { $day }
tg-client-deals = 🧾 Сделки
tg-client-samples = 🧪 Образцы
tg-client-papers = 📄 Документы
tg-client-comments = 🗒 Комментарии
tg-client-edit = ✏️ Контакты
tg-client-comment = 💬 Комментарий
tg-client-deal = ➕ Сделка
tg-client-more = ⚙️ Ещё
tg-client-more-head = Что сделать?
tg-client-new = ➕ Новый клиент
tg-client-describe = 🏷 Особенности и признаки
tg-client-contract = 📑 Договор
tg-client-person = 👤 Добавить контакт
tg-client-person-edit = 👤 Изменить контакт
tg-form-client-person-edit = 👤 Изменение контакта
tg-ask-which-person = Кого изменить?
tg-person-name = Имя
tg-person-position = Должность
tg-person-phone = Телефон
tg-person-email = Почта
tg-person-removed = 🗑 Убрать из карточки
tg-client-review = ⚖️ На согласование юристу
tg-review-asked = Отправлено юристу. Ответ придёт сюда.
error-contract-missing = Договора ещё нет: согласовывать нечего.
error-review-waiting = Договор уже у юриста, ответа ещё нет.
button-legal-yes = ✅ Согласовать
button-legal-no = ✏️ Правки
contract-original = оригинал
contract-scan = только скан
contract-one-off = разовый
tg-client-terms = 💸 Отсрочка и предоплата
tg-client-convert = 🏢 Сделать компанией
tg-client-original = 📬 Оригинал договора получен
tg-client-status = 🚦 Статус
tg-client-give = 🤝 Передать
tg-client-join = 👯 Объединить с…
tg-client-checking = Принято на проверку.
tg-client-created = ✅ Клиент заведён, статус «в ожидании».
tg-client-converted = ✅ Теперь это компания, статус «в ожидании».
tg-client-changed = ✅ Записано.
tg-client-requested = 📨 Заявка отправлена. Решение придёт сюда.
tg-client-person-added = ✅ Контакт добавлен.
tg-client-given = 🤝 Передано. Ответственный: { $name }.
tg-clients-given = { $count ->
    [one] 🤝 Передан { $count } клиент. Ответственный: { $name }.
    [few] 🤝 Передано { $count } клиента. Ответственный: { $name }.
   *[other] 🤝 Передано { $count } клиентов. Ответственный: { $name }.
 }
tg-give-all-none = Клиентов нет: передавать нечего.
tg-give-all-clients = { $count ->
    [one] 👤 { $count } клиент
    [few] 👤 { $count } клиента
   *[other] 👤 { $count } клиентов
 }
tg-give-all-deals = { $count ->
    [one] 🧾 { $count } открытая сделка
    [few] 🧾 { $count } открытые сделки
   *[other] 🧾 { $count } открытых сделок
 }
tg-give-all-reservations = { $count ->
    [one] 📌 { $count } бронь
    [few] 📌 { $count } брони
   *[other] 📌 { $count } броней
 }
tg-client-field-name = Название
tg-client-field-inn = ИНН
tg-client-field-kpp = КПП
tg-client-field-ogrn = ОГРН
tg-client-field-country = Страна
tg-client-field-registration = Регистрационный номер
tg-client-field-address = Юридический адрес
tg-client-field-delivery_address = Адрес доставки
tg-client-field-unloading_contact = Контакт на выгрузке
tg-client-field-peculiarities = ⚠️ Особенности
tg-client-field-materials = Сырьё
tg-client-field-region = Регион
tg-client-field-competitor = Поставщик-конкурент
tg-client-field-unloading_hours = Часы выгрузки
tg-client-field-deferral_days = Отсрочка, дней
tg-client-field-deferral_limit = Лимит отсрочки, ₽
tg-client-field-prepayment_percent = Предоплата, %
tg-original-marked = Записано: оригинал у нас.
tg-open-client = 📇 Карточка
tg-open-deal = 🧾 Открыть
tg-papers-head = 📄 Документы: { $name }
tg-papers-more = …и ещё документов: { $count }. Все стоят в карточках сделок.
tg-paper-offer = КП
tg-paper-invoice = Счёт
tg-paper-other = Документ
tg-paper-open = 📎 { $name }
tg-comments-head = 🗒 Комментарии
tg-comments-none = Комментариев ещё нет.
tg-comment-until = можно править до { $at }
tg-comment-edit = ✏️ { $text }
tg-comment-versions = 🕘 { $text }
tg-comment-kept = 💬 Записано
tg-comment-changed = Изменено, прежний текст сохранён.
tg-versions-head = 🕘 Прежние тексты
tg-samples-head = 🧪 Образцы: { $count }
tg-samples-none = Образцов ещё не отправляли.
tg-sample-sent = Отправлен { $day }, { $name }
tg-sample-outcome = Итог: { $text }
tg-sample-call = Позвонить { $day }
tg-sample-conclude = ✍️ Итог: { $product }
tg-sample-send = 🧪 Отправить образец
tg-sample-kept = 🧪 Образец записан.
tg-sample-concluded = Итог записан, напоминаний больше не будет.
tg-segment-head = 🏷 Сегмент
tg-segment-count = { $count ->
    [one] { $count } клиент
    [few] { $count } клиента
   *[other] { $count } клиентов
 }
tg-segment-list = 📋 Список
tg-segment-export = 📤 Excel
tg-segment-reset = Сбросить
tg-segment-file = segment.xlsx
tg-segment-with = есть
tg-segment-without = нет
tg-segment-materials = Сырьё
tg-segment-regions = Регион
tg-segment-deferral = Отсрочка
tg-segment-prepayment = Предоплата
tg-segment-competitors = Конкурент
tg-segment-managers = Менеджер
tg-segment-statuses = Статус
tg-column-name = Название
tg-column-inn = ИНН
tg-column-responsible = Ответственный
tg-column-status = Статус
tg-column-region = Регион
tg-column-materials = Сырьё
tg-column-deferral_days = Отсрочка, дней
tg-column-deferral_limit = Лимит отсрочки, ₽
tg-column-prepayment_percent = Предоплата, %
tg-column-competitor = Конкурент
tg-column-contract = Договор
tg-merge-head = 👯 Похоже на дубли
tg-merge-none = Похожих клиентов нет.
tg-merge-why-phone = общий телефон
tg-merge-why-inn = общий ИНН
tg-merge-why-email = общая почта
tg-merge-why-name = одно название
tg-merge-why-other = похожи
tg-merge-look = Сравнить { $number }
tg-merge-pair = Какая карточка останется? Всё из другой перейдёт в неё.
tg-merge-keep = Оставить: { $name }
tg-merge-sure = Объединить? «{ $merged }» войдёт в «{ $kept }»: сделки, переписка, контакты. У «{ $merged }» больше не будет своей карточки.
tg-merge-yes = ✅ Объединить
tg-merge-recent = 🕘 Объединённые
tg-merge-recent-none = Ещё ничего не объединяли.
tg-merge-undo = ↩️ Разъединить: { $name }
tg-merge-undone-at = разъединены { $at }
tg-merge-undone = Разъединено, всё на прежних местах.
tg-merged = Объединено.
tg-merge-ask = Если это один и тот же клиент, карточки объединит РОП: попросите его.
tg-deals-head = 🧾 Сделки
tg-deals-none = Сделок нет. Новая открывается из карточки клиента.
tg-deals-whose = 🧾 Чьи сделки?
tg-deals-unknown = По «{ $text }» сделок не нашёл. Напишите номер или клиента, например /deal 412.
tg-deals-mine = Мои сделки
tg-deals-team = Сделки отдела
tg-deal-stage-deal = сделка
tg-deal-stage-offered = КП отправлено
tg-deal-stage-invoiced = счёт выставлен
tg-deal-stage-ordered = заказ
tg-deal-stage-shipping = отгружается
tg-deal-stage-shipped = отгружено
tg-deal-stage-closed = закрыта
tg-deal-stage-lost = проиграна
tg-deal-stage-other = в работе
tg-deal-stage = Этап: { $stage }
tg-deal-lost-why = Причина: { $text }
tg-deal-empty = Позиций ещё нет.
tg-deal-absent = 🚫 нет на складе
tg-deal-shipped = отгружено { $amount }
tg-deal-released = снято { $amount }
tg-floor = минимум { $price }
tg-floor-below = ⛔ ниже минимальной цены, ждёт согласования
tg-floor-approved = ✅ цена согласована
tg-floor-rejected = ❌ в скидке отказано
tg-deal-total = Итого: { $sum } с НДС
tg-deal-net = Без НДС: { $sum }
tg-deal-terms = Предоплата { $percent } %, отсрочка { $days } дн.
tg-terms-waiting = Отсрочка { $days } дн. ждёт согласования.
tg-terms-rejected = ❌ В отсрочке { $days } дн. отказано: { $reason }
tg-terms-over = ⛔ Лимит отсрочки { $limit }, долг с этой сделкой { $debt }.
tg-terms-longer = ⛔ Отсрочка { $days } дн., в карточке клиента { $allowed } дн.
tg-terms-asks = Заказ остановится, запрос на согласование уйдёт руководителю.
tg-deal-paid = Оплачено: { $sum }, { $rest }
tg-deal-unpaid = ↩️ { $sum } от { $day } отменено: { $reason } · { $by }
tg-deal-delivery = 🚚 { $where }
tg-deal-unloading = Выгрузка: { $how }
tg-deal-ship-on = Отгрузка { $day }
tg-deal-freight = Доставка: { $sum }
tg-deal-no-freight = Доставка: без транспорта
tg-profit-without = Прибыль без доставки: { $sum } · { $percent }
tg-profit-with = Прибыль с доставкой: { $sum } · { $percent }
tg-profit-without-unknown = Прибыль без доставки: — ({ $why })
tg-profit-with-unknown = Прибыль с доставкой: — ({ $why })
tg-unknown-cost-unknown = закупка неизвестна
tg-unknown-freight-unknown = без транспорта
tg-unknown-nothing-sold = ничего не продано
tg-unknown-other = неизвестно
tg-deal-add = ➕ Позиция
tg-deal-line = ✏️ { $number }
tg-deal-offer = КП
tg-deal-invoice = Счёт
tg-deal-confirm = ✅ Подтвердить заказ
tg-deal-ship = 🚚 Отгрузить часть
tg-deal-ship-all = 🚚 Отгрузить всё
tg-deal-release = Снять остаток
tg-deal-pay = 💰 Оплата
tg-deal-unpay = ↩️ Отменить оплату
tg-deal-terms-set = 💸 Условия
tg-deal-deliver = 📍 Доставка
tg-deal-fill = 🧾 Сумма и счёт перевозчика
tg-deal-close = Закрыть
tg-deal-lose = Проиграна
tg-deal-opened = Сделка открыта.
tg-deal-offered = КП № { $number } записано.
tg-deal-invoiced = Счёт № { $number } записан.
tg-deal-confirmed = Заказ подтверждён, товар закреплён.
tg-deal-confirmed-absent = Заказ подтверждён. Товара на складе нет, закреплять нечего.
tg-deal-shipped-all = Отгружено всё.
tg-deal-part-shipped = 🚚 Отгружено. Остальное остаётся в брони.
tg-deal-rest-released = Остаток снят, товар свободен.
tg-deal-closed = Сделка закрыта.
tg-move-confirm = Закрепим за заказом { $amount } на { $sum }.
tg-move-confirm-absent = 🚫 Нет на складе: { $amount } на { $sum }. Закрепить нечего, об этой продаже узнают РОП и руководитель.
tg-move-agreed = Заказ передадим логисту. Позиции и цены после этого не меняются.
tg-move-ship = Спишем со склада { $amount } на { $sum }: всё, что осталось по заказу.
tg-move-ship-absent = 🚫 Нет на складе: { $amount } на { $sum }. Пока у позиции не отмечено «🏭 Пришло на склад», «Отгрузить всё» не пройдёт.
tg-move-release = { $amount } на { $sum } не уедут и снова станут свободны. Вернуть их в заказ нельзя.
tg-move-release-absent = 🚫 Нет на складе: { $amount } на { $sum }. Они тоже не уедут, вернуть их в заказ нельзя.
tg-move-lose = { $amount } на { $sum } снова станут свободны. Проигранную сделку не вернуть.
tg-move-lose-absent = 🚫 Нет на складе: { $amount } на { $sum }. Освобождать нечего, заказ на них отменяется.
tg-move-close = Отгружено { $amount }, оплачено { $sum }, { $rest }. Закрытую сделку снова откроет только отмена оплаты.
tg-deal-paid-kept = 💰 Оплата записана.
tg-payment-taken-back = ↩️ Оплата отменена, запись о ней осталась.
tg-pay-over = ⚠️ Это больше долга по сделке на { $sum }.
tg-pay-over-yes = 💰 Записать с переплатой
tg-deal-lost = Сделка проиграна, товар свободен.
tg-nothing-open = Отгружать больше нечего.
tg-line-change = ✏️ Количество и цена
tg-line-remove = 🗑 Убрать
tg-line-place = 🏭 Пришло на склад
tg-line-removed = Позиция убрана.
tg-line-added = ✅ Позиция добавлена.
tg-line-changed = ✅ Позиция изменена.
tg-line-placed = ✅ Склад указан.
tg-line-below = ⛔ Цена ниже минимальной: позиция остановлена, запрос на скидку ушёл руководителю. До решения ни КП, ни счёта, ни заказа.
tg-line-under = ⛔ Ниже минимальной ({ $floor }): позиция остановится, запрос на скидку уйдёт руководителю.
tg-terms-set = ✅ Условия записаны.
tg-terms-asked = 📨 Такая отсрочка требует согласования, запрос отправлен.
tg-delivery-kept = ✅ Доставка записана.
tg-take-new = ➕ Новая сделка
tg-ship-whole = Всё: { $amount }
tg-ship-none = Ничего
tg-freight-vat = С НДС
tg-freight-no-vat = Без НДС
tg-freight-kept = ✅ Сумма и счёт записаны.
tg-lost-price = Цена
tg-lost-terms = Условия оплаты
tg-lost-time = Сроки
tg-lost-competitor = Ушли к конкуренту
tg-lost-need = Больше не нужно
tg-deliveries-head = 🚚 Доставки
tg-deliveries-none = Заказов нет.
tg-deliveries-how = Доставку ищут по номеру заказа, например /deliveries 412.
tg-delivery-city = Город: { $value }
tg-delivery-delivery_address = Адрес: { $value }
tg-delivery-unloading_contact = На выгрузке: { $value }
tg-delivery-unloading_hours = Часы: { $value }
tg-delivery-rest = осталось { $amount }
tg-delivery-no-amount = Доставка: сумма не внесена
tg-absent-head = 🔔 Проданы без наличия
tg-absent-none = Таких продаж не было.
tg-absent-cost = закупка { $sum }/т без НДС
tg-absent-note = 👀 Учёл № { $number }
tg-absent-noted = учтено { $at }
tg-absent-noted-now = Учтено.
tg-approvals-head = ✅ Ждут решения
tg-approvals-none = Ничего не ждёт вашего решения.
tg-approvals-mine = 📨 Мои запросы
tg-approval-other = Запрос
tg-approval-asks = Просит: { $name }
tg-approval-since = Ждёт с { $at }
tg-approval-yes = ✅ Одобрить
tg-approval-no = ❌ Отклонить
tg-approval-clarify = 💬 Уточнить
tg-approval-answer = ✍️ Ответить
tg-approval-approved = ✅ { $name }, { $at }
tg-approval-rejected = ❌ { $name }, { $at }
tg-approval-void = Запрос больше не действует: то, о чём просили, изменилось.
tg-approval-reason = Причина: { $text }
tg-approval-state-waiting = ждёт
tg-approval-state-approved = одобрено
tg-approval-state-rejected = отклонено
tg-approval-state-void = не действует
tg-decided-approved = Одобрено.
tg-decided-rejected = Отклонено.
tg-decided-void = Запрос больше не действует: то, о чём просили, изменилось.
tg-legal-yes = ✅ Согласовать
tg-legal-no = ✏️ Правки
tg-reject-head = Почему? Нажмите причину или ответьте на это сообщение своими словами. Её увидит тот, кто просил.
tg-fact-name = Название
tg-fact-inn = ИНН
tg-fact-kpp = КПП
tg-fact-ogrn = ОГРН
tg-fact-country = Страна
tg-fact-registration = Регистрационный номер
tg-fact-region = Регион
tg-fact-address = Адрес
tg-fact-delivery_address = Адрес доставки
tg-fact-unloading_contact = Контакт на выгрузке
tg-fact-unloading_hours = Часы выгрузки
tg-fact-contacts = Контакт
tg-fact-deferral_days = Отсрочка, дней
tg-fact-deferral_limit = Лимит отсрочки
tg-fact-prepayment_percent = Предоплата, %
tg-fact-contract = Договор
tg-fact-contract_number = Номер договора
tg-fact-contract_date = Дата договора
tg-fact-contract_file = Файл
tg-fact-product = Товар
tg-fact-warehouse = Склад
tg-fact-on_hand = Остаток
tg-fact-written_off = Списать
tg-fact-reason = Причина
tg-fact-number = Сделка №
tg-fact-client = Клиент
tg-fact-lines = Количество
tg-fact-prices = Цена
tg-fact-floors = Минимум
tg-fact-total = Сумма
tg-fact-profit = Прибыль
tg-fact-responsible = Ответственный
tg-fact-same_inn = Тот же ИНН у
tg-fact-other = Сведения
tg-form-client-new = ➕ Новый клиент
tg-form-client-convert = 🏢 Лид становится компанией
tg-form-client-edit = ✏️ Контакты и реквизиты
tg-form-client-describe = 🏷 Особенности и признаки
tg-form-client-terms = 💸 Отсрочка и предоплата
tg-form-client-contract = 📑 Договор
tg-form-client-person = 👤 Контакт
tg-form-client-status = 🚦 Статус
tg-form-comment = 💬 Комментарий
tg-form-comment-edit = ✏️ Комментарий
tg-form-sample = 🧪 Образец
tg-form-sample-outcome = 🧪 Итог по образцу
tg-form-give = 🤝 Передать клиента
tg-form-give-all = 🤝 Передать всех клиентов
tg-form-join = 👯 Объединить с другой карточкой
tg-form-line = ➕ Позиция
tg-form-line-change = ✏️ Позиция
tg-form-terms = 💸 Условия сделки
tg-form-delivery = 📍 Доставка
tg-form-pay = 💰 Оплата
tg-form-lose = Сделка проиграна
tg-form-ship = 🚚 Отгрузить часть
tg-form-freight = 🧾 Сумма и счёт перевозчика
tg-form-take = 🧾 Бронь в сделку
tg-form-place = 🏭 Товар пришёл
tg-form-offer = Коммерческое предложение
tg-form-reject = ❌ Отклонить
tg-form-correct = ✏️ Правки
tg-form-clarify = 💬 Уточнить
tg-form-answer = ✍️ Ответ
tg-kind-company = 🏢 Компания или ИП (ИНН)
tg-kind-lead = 🆕 Пока лид, без ИНН
tg-kind-foreign = 🌍 Иностранная компания
tg-field-client-kind = Кто это
tg-field-inn = ИНН
tg-field-kpp = КПП
tg-field-country = Страна
tg-field-registration = Регистрационный номер
tg-field-contact = Контакт
tg-field-position = Должность
tg-field-phone = Телефон
tg-field-email = Почта
tg-field-region = Регион
tg-field-field = Что
tg-field-value = Новое значение
tg-field-contract = Договор
tg-field-number = Номер
tg-field-date = Дата
tg-field-status = Статус
tg-field-heir = Кому
tg-field-other = Другая карточка
tg-field-leaving = От кого
tg-field-now = Сейчас
tg-field-deal = Сделка
tg-field-cost = Закупка
tg-field-prepayment = Предоплата, %
tg-field-deferral = Отсрочка, дней
tg-field-city = Город
tg-field-address = Адрес
tg-field-hours = Часы
tg-field-ship-on = Отгрузка
tg-field-amount = Сумма
tg-field-payment = Оплата
tg-field-invoice = Счёт перевозчика
tg-field-part = Уйдёт
tg-field-valid = Действует до
tg-field-approval = Запрос
tg-field-question = Вопрос
tg-ask-client-kind = Кого заводим?
tg-ask-inn = ИНН: 10 цифр компании или 12 предпринимателя.
tg-ask-kpp = КПП: 9 цифр. У филиала — свой.
tg-ask-country = Страна двумя буквами, например KZ или CN.
tg-ask-registration = Номер в реестре своей страны.
tg-ask-client-name = Как называется?
tg-ask-contact = Кто контакт? Имя.
tg-ask-person = Как зовут?
tg-ask-position = Должность?
tg-ask-phone = Телефон, например +7 900 123-45-67.
tg-ask-email = Почта?
tg-ask-region = Регион?
tg-ask-field = Что изменить?
tg-ask-value = Напишите новое значение. Минус «-» очистит.
tg-ask-contract = Какой договор?
tg-ask-number = Номер договора?
tg-ask-date = Дата договора, например 15.03.2026.
tg-ask-file = Пришлите файл договора.
tg-ask-status = Какой статус?
tg-ask-comment = Напишите комментарий.
tg-ask-comment-new = Напишите новый текст. Прежний сохранится.
tg-ask-outcome = Что сказал клиент об образце?
tg-ask-heir = Кому передать?
tg-ask-leaving = Чьих клиентов передать?
tg-ask-other-client = Какая карточка того же клиента? Напишите часть названия, ИНН или телефон.
tg-ask-deal = В какую сделку?
tg-ask-offer = По какой сделке?
tg-ask-valid = До какого дня действует?
tg-ask-place = Откуда? Выберите склад или «нет на складе».
tg-ask-cost = Почём закупим, без НДС? Например 95 руб/кг.
tg-ask-prepayment = Предоплата в процентах?
tg-ask-deferral = Отсрочка в днях от отгрузки?
tg-ask-city = Город доставки?
tg-ask-address = Адрес доставки?
tg-ask-unloading = Кто встретит машину? Имя и телефон.
tg-ask-hours = Часы выгрузки?
tg-ask-ship-on = Когда отгрузить? Например 25.11.
tg-ask-amount = Сумма в рублях, например 118 000.
tg-ask-paid-on = Когда пришла?
tg-ask-payment = Какую оплату отменить?
tg-ask-unpay = Почему? Причина останется в сделке.
tg-ask-lost = Почему проиграна?
tg-ask-part = Сколько уйдёт сейчас? Например 2,5т. Ноль, если ничего.
tg-ask-freight = Сколько просит перевозчик, в рублях?
tg-ask-freight-vat = НДС внутри суммы?
tg-ask-invoice = Пришлите счёт перевозчика. Без счёта сумма не записывается.
tg-ask-approval = Какой запрос?
tg-ask-question = Что уточнить?
tg-ask-answer = Ваш ответ?
error-quantity-over = Столько уже не осталось: в позиции { $open }.
error-nothing-to-ship = Ни одной позиции с количеством больше нуля.

# Справочник статусов
tg-statuses-head = 🏷 Статусы компаний
tg-statuses-how = ✏️ переименовать, 🗄 убрать из выбора: у кого он стоит, у тех останется. Убранный можно вернуть.
tg-status-working = 🔴 в работе у ответственного
tg-status-add = ➕ Статус
tg-status-archived = Статус убран из выбора.
tg-status-restore = ♻️ Вернуть: { $name }
tg-status-restored = Статус снова предлагается.
tg-form-status-new = ➕ Новый статус
tg-form-status-rename = ✏️ Название статуса
tg-ask-status-name = Как он называется?
tg-field-working = С компанией работают
tg-ask-working = С компанией в этом статусе кто-то работает? Тогда звонок ей чужого менеджера будет красным.
tg-status-working-yes = Да, в работе
tg-status-working-no = Нет
tg-command-statuses = Статусы компаний

# По часам
notice-job-failed =
    ⚠️ Задание по времени не выполнено
    { $job }: пять попыток не удались, остальное идёт дальше. Подробности — в журнале программы.
notice-late = ⏰ С опозданием: { $late }
error-time-unclear = Не понял, когда. Напишите, например, «10:00», «завтра 14:00» или «25.12 9:30».
span-days = { $count } д
span-hours = { $count } ч
span-minutes = { $count } мин
tg-command-jobs = Что и когда сработает само
tg-jobs-head = ⏰ Что впереди
tg-jobs-none = в ближайшие 8 дней ничего
tg-jobs-overdue = уже пора с { $at }: программа запущена?
tg-jobs-last = было { $at }, { $state }
tg-jobs-recent = Что сработало
tg-jobs-nothing = Пока ничего.
tg-fire-fired = вовремя
tg-fire-late = с опозданием
tg-fire-skipped = пропущено
tg-fire-void = делать было нечего
tg-fire-failed = не удалось
job-other = Задание

# Курсы центрального банка (B7)
rates-no-answer = сайт ЦБ не отвечает
rates-refused = сайт ЦБ отказал
rates-unreadable = ответ ЦБ не читается
rates-old = сайт ЦБ отдаёт прошлые дни
rates-none-today = на сегодня нет
notice-rates-missing =
    💱 Курсы ЦБ не получены
    Причина: { $reason }, с { $since }
    Попытки продолжаются. Пока можно задать курс вручную.
notice-rates-back =
    💱 Курсы ЦБ снова приходят
    Если курс задавали вручную, его место занял курс ЦБ.
button-rate = ✏️ Задать курс
tg-rates-history = 📈 За 10 дней
tg-rates-history-head = 💱 Курсы за последние дни
tg-rates-by-hand = ✏️ — задан вручную

# Письма
mail-footer = { $company }: письмо отправлено автоматически, отвечать на него не нужно.
mail-footer-links = { $company }: письмо отправлено автоматически, отвечать на него не нужно. Кнопки действуют 14 дней и только для вас, не пересылайте их.
notice-lead = 🆕 Новый лид: { $name }
notice-lead-by = Написал: { $channel }
notice-lead-how = Сообщение и ответ — в Telegram.

# Страница по ссылке из письма
act-as = Действие от имени: { $name }
act-extend = Продлить бронь
act-release = Снять бронь
act-task-done = Задача сделана
act-task-later = Отложить на день
act-reservation = { $product } · { $grams } · { $warehouse }
act-until = Бронь до { $at }
act-extended-to = Станет до { $at }
act-due = Срок: { $at }
act-extended = ✅ Бронь продлена до { $at }
act-released = ✅ Бронь снята, товар свободен
act-done = ✅ Задача закрыта
act-postponed = ✅ Отложено до { $at }
act-stale = С тех пор всё изменилось, здесь ничего не сделано. Откройте карточку в Telegram.
act-refused = Не получилось. Откройте карточку в Telegram.
act-missing = Ссылка не действует
act-missing-how = Она устарела, изменена или предназначена не вам. Откройте карточку в Telegram.
provider-smtp-550 = Такого почтового ящика нет, или сервер не принимает для него письма. Проверьте адрес.
provider-smtp-551 = Почтовый ящик обслуживает другой сервер. Проверьте адрес.
provider-smtp-552 = Почтовый ящик переполнен. Повторите позже.
provider-smtp-553 = Почтовый сервер не принимает такой адрес. Проверьте адрес.
provider-smtp-554 = Почтовый сервер отклонил письмо. Сообщите системному администратору.
provider-address-invalid = Адрес почты записан неверно. Исправьте его.
tg-user-email = Почта: { $email }. Изменить: /users email { $id } адрес
error-user-email-how = Напишите: /users email номер адрес. Чтобы убрать адрес, вместо него поставьте «-».

# Утро и вечер, тихие часы, подписки
digest-morning = ☀️ Доброе утро, { $name }!
digest-morning-empty = На сегодня ничего не ждёт. Хорошего дня!
digest-evening-own = 🌙 Итоги вашего дня
digest-evening-team = 🌙 Итоги дня: отдел продаж
digest-evening-firm = 🌙 Итоги дня: фирма
digest-left = Осталось:
digest-samples = 📞 Звонки по образцам
digest-reservations = 📌 Брони подходят к концу
digest-deferrals = 💸 Пора платить по отсрочкам
digest-unanswered = 💬 Ждут ответа
digest-tasks = ☑️ Задачи
digest-approvals = ✅ Ждут вашего решения
digest-contracts = ⚖️ Договоры на проверку
digest-team = 💬 Клиенты ждут ответа команды
digest-freight = 🚚 Заказы без стоимости доставки
digest-overdue = 🔴 Просрочено по отсрочкам: { $sum }, { $count ->
        [one] { $count } сделка
        [few] { $count } сделки
       *[many] { $count } сделок
    }
digest-shipped = 🚚 Отгружено { $days }: { $amount }
digest-dead = 📮 Недоставленные сообщения
digest-jobs = ⚠️ Сбои заданий за сутки
digest-new = новых: { $count }
digest-more = и ещё { $count }
digest-board = Всего броней: { $count }
digest-until = до { $at }
digest-absent = Не отмечено: { $count }
digest-done-offers = 🧾 Отправлено КП: { $amount }
digest-done-shipped = 🚚 Отгружено: { $amount }
digest-done-answered = 💬 Ответов клиентам: { $amount }
digest-done-freight = 🚚 Внесено стоимостей доставки: { $amount }
digest-unassigned = без менеджера
button-deals = 🧾 Сделки
button-jobs = ⏰ Задания
button-settle = ✓ Ответ не нужен
tg-settled = Отмечено: ответ не нужен
button-today = ☑️ Сегодня
button-deliveries = 🚚 Доставки
button-dead = 📮 Недоставленные
button-board = 📋 Брони
button-rates = 💱 Курсы
button-approvals = ✅ Согласования
subscription-today = ☑️ Мой день
subscription-board = 📋 Брони
subscription-rates = 💱 Курсы
subscription-absent = 🔔 Продажи отсутствующего
subscription-approvals = ✅ Согласования
subscription-empty = Пока пусто.
subscription-ended =
    🕘 Подписка закончилась
    «{ $what }» больше не приходит: у вас нет права это видеть.
error-subscription-gone = Этой подписки уже нет.
error-subscription-unknown = На это подписаться нельзя.
error-hours-unclear = Не понял часы. Пример: 22:00–07:00.
error-clock-unclear = Не понял время. Пример: 08:30.
job-digest-morning = Утренняя сводка
job-digest-evening = Итоги дня
job-subscription = Подписки
job-announcement = Объявления
job-announcement-missed = Объявления, не ушедшие в срок
job-ledger = Чистка журнала сработавшего
tg-command-quiet = Тихие часы и подписки
tg-quiet-head = 🌙 Тихие часы
tg-quiet-now = { $hours }: сообщения приходят без звука. Срочное и то, что пишут клиенты, слышно всегда.
tg-quiet-off = Выключены: все сообщения приходят со звуком.
tg-quiet-firm = Так принято в фирме.
tg-quiet-own = Вы выбрали их сами, в фирме — { $hours }.
tg-quiet-as-firm = Как у фирмы · { $hours }
tg-quiet-turn-off = Выключить
tg-quiet-type = Ввести своё
tg-quiet-changed = Тихие часы изменены.
tg-subscriptions-head = 🕘 Подписки
tg-subscriptions-none = Пока нет.
tg-subscription-new = ➕ Подписаться
tg-subscription-line = { $what }: { $days } в { $at }
tg-subscription-end = ✖️ Отписаться: { $what }
tg-subscription-ended = Подписка отменена.
tg-subscription-made = 🕘 Готово: { $what }, { $days } в { $at }
tg-subscribe = 🕘 Каждый день в …
tg-form-quiet = 🌙 Тихие часы
tg-field-quiet = Без звука
tg-ask-quiet = Со скольких до скольких без звука? Например 22:00–07:00.
tg-form-subscribe = 🕘 Каждый день в …
tg-ask-subject = Что присылать?
tg-field-subject = Что
tg-field-clock = Во сколько
tg-ask-clock = Во сколько присылать? Например 08:30.
tg-field-days = По каким дням
tg-ask-days = По каким дням?
tg-days-daily = каждый день
tg-days-working = по рабочим дням

# Продажа ниже минимума (B10)
figure-margin = { $kilogram } за кг; всего { $total }
figure-below = на { $amount } за кг ({ $percent } %)
fact-margin = Прибыль без доставки
fact-below = Ниже минимума
tg-fact-margin = Прибыль без доставки
tg-fact-below = Ниже минимума

# Announcements
news-head = 📣 Объявление · { $author }
news-rule = 📌 { $product }: не ниже { $price } до { $until }
news-term = Действует до { $until }
news-reminder = 🔔 Прочитайте, пожалуйста, объявление
news-wordless = голосовое или файл
news-result-head = 📣 Объявление отправлено
news-result = Прочитали { $read } из { $told }
news-result-late = ⏰ С опозданием: назначено { $due }, отправлено { $sent }
button-news-read = ✓ Прочитал
button-news-done = ✓ прочитано { $at }
button-news-unread = Кто нет?
button-news-remind = Напомнить
notice-news-missed-late =
    ⚠️ Объявление не отправлено
    «{ $text }»: время { $at } прошло больше 6 часов назад. Отправьте заново, если оно ещё нужно: /news
notice-news-missed-author =
    ⚠️ Объявление не отправлено
    «{ $text }»: у автора больше нет права рассылать объявления.
notice-news-missed-over =
    ⚠️ Объявление не отправлено
    «{ $text }»: срок объявления или его правила истёк раньше, чем его удалось отправить.
notice-news-missed-nobody =
    ⚠️ Объявление не отправлено
    «{ $text }»: никому не ушло — получателей нет или сообщение не пропустили правила. Если в нём было правило продажи, оно не действует.
notice-news-lifted =
    📌 Правило снято
    { $product }: продавать ниже { $price } снова можно по обычным правилам.
error-news-empty = Пустое объявление: напишите текст или приложите файл.
error-news-too-long = Слишком длинно: { $length } знаков, в объявление входит { $limit }. Сократите или приложите файлом.
error-news-files = Файлов может быть не больше { $limit }.
error-news-past = Это время уже прошло. Укажите время в будущем.
error-news-expires = Срок действия заканчивается раньше отправки.
error-news-repeat = Для повтора по рабочим дням нужен час отправки.
error-news-rule-until = Правило заканчивается раньше отправки.
error-news-rule-sent = Правило уже отправлено, поменять его нельзя. Отмените объявление и сделайте новое.
error-news-rule-whole = Правило — это товар, минимальная цена и срок: нужны все три.
error-news-nobody = Получателей нет: никто из выбранных не подключён к боту.
error-news-retailers-closed = Торговым агентам новости пока не отправляются: канал закрыт правилами, см. /why
error-news-reminded = Напоминать можно раз в час. Снова можно через { $minutes } мин.
error-news-all-read = Напоминать некому: все прочитали.
error-news-not-scheduled = Это объявление уже отправлено или отменено.
error-rule-breach = { $state ->
    [rejected] Скидка отклонена: { $product } по { $price } ₽/кг, а по объявлению № { $news } до { $until } — не ниже { $floor } ₽/кг (с НДС).
   *[other] По объявлению № { $news } до { $until } { $product } — не ниже { $floor } ₽/кг (с НДС), здесь { $price } ₽/кг. Ждём согласования.
}
rule-rule-breach = Строка ниже цены, которую объявил руководитель, ждёт согласования (B8).
rule-not-ops = Системный администратор рассылает только служебные объявления, без правил продажи.
tg-menu-news = 📣 Новости
tg-command-news = Новости и объявления
tg-news-feed = 📣 Новости
tg-news-archive = 🗄 Архив
tg-news-scheduled = 🕙 Запланированные
tg-news-results = 👁 Кто прочитал
tg-news-none-f = Новостей нет.
tg-news-none-a = В архиве пусто.
tg-news-none-s = Ничего не запланировано.
tg-news-none-r = Объявлений ещё не было.
tg-news-new = ➕ Новое объявление
tg-news-staff = Все сотрудники
tg-news-retailers = Торговые агенты (пока закрыто)
tg-news-people = Выбрать людей
tg-news-group = Группа «{ $name }»
tg-news-chosen = выбрано людей: { $count }
tg-news-role-director = Руководитель
tg-news-role-sysadmin = Сисадмин
tg-news-role-sales_head = РОП
tg-news-role-manager = Менеджеры
tg-news-role-secretary = Секретари
tg-news-role-logistician = Логисты
tg-news-role-lawyer = Юристы
tg-news-role-retailer = Торговые агенты
tg-news-enough = ✔️ Готово, больше никого
tg-news-now = Сейчас
tg-news-once = Один раз
tg-news-daily = Каждый рабочий день в { $at }
tg-news-preview = ⬇️ Ниже — так это увидят. Получателей: { $readers }. Отправка: { $at }
tg-news-sent = ✅ Отправлено, получателей: { $readers }
tg-news-scheduled-at = 🕙 Запланировано на { $at }
tg-news-open = Открыть объявление
tg-news-to = Кому: { $to }
tg-news-due = 🕙 Отправка: { $at }
tg-news-cancelled = ❌ Отменено
tg-news-skipped = ⚠️ Не отправлено
tg-news-read-by = Отправлено { $at }, прочитали { $read } из { $told }
tg-news-rule-over = { $rule } (правило больше не действует)
tg-news-edit-words = ✏️ Текст
tg-news-edit-time = 🕙 Время
tg-news-cancel = ❌ Отменить
tg-news-lift = 📌 Снять правило
tg-news-is-cancelled = Объявление отменено.
tg-news-is-lifted = Правило снято.
tg-news-unread-head = Не прочитали (прочитали { $read } из { $told }):
tg-news-all-read = Прочитали все.
tg-news-run = Выпуск { $run } из { $runs }, { $at }
tg-news-run-before = ‹ Предыдущий
tg-news-run-after = Следующий ›
tg-news-reminded = Напомнили: { $count }
tg-news-said-read = Отмечено, спасибо.
tg-news-said-already = Уже отмечено: { $at }
tg-news-said-old = Есть более свежий выпуск, отметьте его.
tg-news-said-expired = Срок объявления истёк: отмечать и напоминать больше не нужно.
tg-form-news = 📣 Объявление
tg-news-field-said = Текст
tg-news-field-to = Кому
tg-news-field-reader = Получатель
tg-news-field-when = Когда
tg-news-field-repeat = Повтор
tg-news-field-expires = Действует до
tg-news-field-rule = Правило на товар
tg-news-field-floor = Не ниже
tg-news-field-until = Правило до
tg-news-ask-said = Напишите текст или пришлите голосовое, фото, файл с подписью.
tg-news-ask-to = Кому отправить?
tg-news-ask-reader = Кого добавить?
tg-news-ask-when = Когда отправить? Выберите или напишите: «10:00», «завтра 14:00», «25.12 9:30».
tg-news-ask-repeat = Повторять?
tg-news-ask-expires = До какого дня действует? Потом уйдёт в архив. Можно пропустить.
tg-news-ask-rule = Есть правило продажи? Выберите товар — ниже цены из объявления продать без согласования будет нельзя. Или пропустите.
tg-news-ask-floor = Не ниже какой цены? Например: 118 руб/кг
tg-news-ask-until = До какого дня действует правило?
tg-price-rule-is = 📌 Не ниже { $price } до { $until } (объявление № { $number })

# Напоминания и сроки складов
button-outcome = 📝 Записать итог
button-term-move = 🚚 Перенести
button-term-zero = 🗑 Обнулить
button-term-extend = 📅 Продлить
job-reservation-reminder = Напоминания о бронях
job-warehouse-term = Сроки складов
job-sample-call = Звонки по образцам
job-task-due = Сроки задач
job-unanswered = Клиенты без ответа
notice-holding-tomorrow = ⏳ Бронь снимется завтра: { $at }
notice-holding-today = ⏳ Бронь снимется сегодня: { $at }
notice-holding-about =
    { $product } · { $grams }
    { $warehouse } · { $client }
notice-holding-no-more = Продлевать больше нельзя: продлит руководитель продаж
notice-holding-extended = 🔁 Бронь продлена до { $at }
notice-holding-released = ✖️ Бронь снята { $at }, товар свободен
notice-holding-lapsed = ⌛ Срок брони истёк { $at }, товар свободен
notice-holding-shipped = 🚚 Бронь отгружена целиком { $at }
notice-holding-part = 🚚 Часть брони отгружена, в брони осталось:
notice-holding-moved = 🏭 Бронь перенесена на другой склад
notice-holding-bound = 🤝 Бронь взята в сделку
notice-holding-ordered = 🤝 Бронь в заказе и больше не снимется
notice-holding-still = Срок прежний: { $at }
notice-reservation-moved = 🏭 { $by }: ваша бронь перенесена на другой склад, { $grams }
notice-term-ahead = { $count ->
    [0] 🏭 «{ $warehouse }»: срок склада выходит сегодня, на нём есть товар
    [1] 🏭 «{ $warehouse }»: срок склада выходит завтра, на нём есть товар
    [one] 🏭 «{ $warehouse }»: срок склада выходит через { $count } день, на нём есть товар
    [few] 🏭 «{ $warehouse }»: срок склада выходит через { $count } дня, на нём есть товар
   *[other] 🏭 «{ $warehouse }»: срок склада выходит через { $count } дней, на нём есть товар
 }
notice-term-over = 🏭 «{ $warehouse }»: срок склада вышел, а товар на нём остался
notice-term-until = Срок: { $at }
notice-term-goods = • { $product } · { $hand }
notice-term-held = • { $product } · { $hand }, из них в брони { $reserved }
notice-term-more = …и ещё позиций: { $count }
notice-term-total = Всего { $hand }
notice-term-total-held = Всего { $hand }, в брони { $reserved }
notice-term-closed = 🏭 «{ $warehouse }»: вопрос решён
notice-term-moved = 🚚 Товар перенесён на «{ $target }»
notice-term-zeroed = 🗑 Остаток списан
notice-term-extended = 📅 Срок продлён до { $at }
notice-term-unlimited = 📅 Склад теперь бессрочный
notice-sample-call = 📞 Позвоните об образце: { $client }
notice-sample-about = { $product } · { $grams }
notice-sample-sent = Отправлен { $at }, итог ещё не записан
notice-task-now = ⏰ Срок задачи: { $at }
notice-task-author = От: { $author }
notice-task-overdue = ⚠️ Задача просрочена: { $name }
notice-unanswered = 💬 Клиент ждёт ответа: { $client }
notice-unanswered-since = Написал { $at }, прошло { $lasting } рабочего времени
notice-unanswered-who = Отвечает: { $name }
tg-form-term-move = 🚚 Перенести всё со склада
tg-form-term-zero = 🗑 Списать всё со склада
tg-form-term-extend = 📅 Новый срок склада
tg-ask-term-target = На какой бессрочный склад?
tg-ask-term-until = До какого дня включительно? Например: 25.12
tg-term-never = Сделать бессрочным
tg-term-goods = • { $product } · { $hand }
tg-term-held = • { $product } · { $hand }, из них в брони { $reserved }
tg-term-more = …и ещё позиций: { $count }
tg-term-along = Брони перейдут вместе с товаром: клиенты и сроки останутся прежними.
tg-term-promised = ⚠️ В брони { $reserved }: пока брони не сняты или не перенесены, списать нельзя.
tg-term-nothing = Товара на складе уже нет.
tg-term-moved = 🚚 Перенесено { $grams } на «{ $target }»
tg-term-moved-held = Вместе с бронями: { $reserved }
tg-term-zeroed = 🗑 Списано { $grams } со склада «{ $warehouse }»
tg-term-unlimited = 📅 «{ $warehouse }»: срока больше нет, склад бессрочный
tg-term-extended = 📅 «{ $warehouse }»: срок до { $until }
error-still-reserved = На складе забронировано { $kg } кг: ничего не списано. Сначала перенесите товар вместе с бронями или снимите брони.
error-warehouse-nowhere = Переносить некуда: бессрочного склада нет. Заведите его или сделайте один из складов бессрочным.
error-warehouse-limited = У этого склада тоже есть срок. Выберите бессрочный.

# Табло (A14, B2)
board-head = 📌 Сводка на { $day }
board-held = Брони: { $count }
board-none = Броней нет
board-more = …и ещё { $count }
board-bound = до отгрузки
board-age = { $nth }-й день из { $total }
board-shipped = 🚚 Отгрузки сегодня: { $count } · { $grams }
board-whatsapp = 💬 WhatsApp сегодня: от клиентов { $heard }, от нас { $written }
board-sms = ✉️ SMS сегодня: от клиентов { $heard }, от нас { $written }
board-offers = 📄 КП сегодня: { $count }
board-profit =
    💰 Средняя прибыль на сделку сегодня
    без доставки: { $without } | с доставкой: { $transport }
board-partly = { $amount }, по { $known } из { $all }
board-rate-day = на { $day }
board-all = 📋 Все брони
tg-board-pin = 📌 Закрепить сводку
tg-board-unpin = Открепить сводку
tg-board-pinned = Сводка сейчас придёт и закрепится.
tg-board-unpinned = Сводка откреплена.
