# Channels and common words
channel-whatsapp = WhatsApp
channel-sms = SMS
channel-telegram = Telegram
head-new = 🆕
unnamed = No name

# Roles
role-director = director
role-sysadmin = system administrator
role-sales_head = head of sales
role-manager = manager
role-secretary = secretary
role-logistician = logistician
role-lawyer = lawyer
role-retailer = retailer
quoted = ↩️ “{ $text }”
peculiarities-banner = ⚠️ { $text }
message-edited = edited

# Parts of messages
part-unknown = ❔ A message of kind “{ $type }”: it cannot be shown here, it is kept on the client's card
part-location = 📍 { $where } ({ $point })
part-contact = 👤 Contact: { $name } { $phone }
part-button = 🔘 { $text }
part-list_reply = 🔘 { $title }
part-start = ▶️ Started the conversation
part-poll = 📊 Poll: { $question }
part-referral = 📣 Came from an advertisement: { $headline } { $source_url }
kind-photo = a photo
kind-video = a video
kind-voice = a voice message
kind-audio = an audio file
kind-document = a file
kind-sticker = a sticker
kind-animation = an animation
kind-video_note = a video message
kind-contact = a contact card
file-late =
    { $head }
    📎 The client sent { $kind }, it has not been fetched yet. Still trying, it will come here.
file-refused =
    { $head }
    📎 The client sent { $kind }, but it could not be fetched ({ $code }). Ask them to send it another way.

# Answering a client
button-reply = ✍️ Answer
button-undo = ↩️ Undo
button-templates = 📄 Send a template
button-drop-held = ✖️ Do not send
button-resend = 🔁 Send again
button-card = 📇 Card
guard = ➡️ { $to }: leaves in 5 seconds
prompt = ✍️ Answer to: { $to }
prompt-careful =
    ✍️ Answer to: { $to }
    ⚠️ { $peculiarities }
held =
    🔒 { $name } has not written for over 24 hours: WhatsApp will not take free text.
    Your answer is kept and leaves by itself when the client writes. To ask them to write, you can send a template.
delivery-failed = 😢 Not delivered. { $reason }

# A client's consent
consent-stop = { $firm }: you have unsubscribed, we will not write. To come back, send START.
consent-start = { $firm }: you are back in touch. To unsubscribe, send STOP.
consent-help = { $firm }: just write your question, a manager will answer. STOP unsubscribes, START brings you back.
insider-neutral = This number is for clients. Your message was not processed.

# Notices
notice-unseen = 🔔 There is nobody to show the message of client no. { $client } to. Name somebody responsible: otdel client give { $client } --to ID
notice-insider = 🔔 A member of staff or an agent (no. { $person }) wrote to the clients' number. No client card was made.
notice-unreachable = 🔔 Clients' messages do not reach person no. { $person } ({ $code }). Opening the bot and pressing /start brings everything. Or hand the clients over.
notice-given = 🤝 { $name } is your client now. Below is what waits for an answer.
notice-aside-inbox = ⚠️ Incoming item no. { $id } ({ $channel }) could not be handled and is set aside. The others go on. See: otdel doctor
notice-aside-slow = ⚠️ Outgoing no. { $id } ({ $channel }) has been waiting long, still trying. All that wait: otdel outbox list
notice-aside-broken = ⚠️ Outgoing no. { $id } ({ $channel }) was set aside after several failures. List: /dead

# Providers' answers: what happened and what to do
provider-63016 = WhatsApp's window is closed: the client has not written for 24 hours. Send a template; repeat the answer when the client writes.
provider-63014 = The client has blocked the company's number. Call, or write through another channel.
provider-63018 = WhatsApp limits the sending rate. Repeat in a minute.
provider-63024 = The recipient has no WhatsApp or the number is wrong. Check the number, try SMS.
provider-63032 = WhatsApp limits messages to this client. Try later or another channel.
provider-63003 = The channel found no such recipient. Check the client's number.
provider-63007 = The company's number is not connected to WhatsApp at the provider. Tell the system administrator.
provider-63019 = The provider could not fetch the file. Send it again or in another format.
provider-21211 = The client's number is wrong. Correct the contact and repeat.
provider-21610 = The client has unsubscribed (STOP). You can write once they send START.
provider-21614 = This number takes no SMS. Call the client.
provider-30003 = The client's phone is unreachable. Repeat later.
provider-30005 = No such number. Check the client's number.
provider-30006 = This is a landline, it takes no SMS. Call the client.
provider-30008 = The operator did not deliver it and gave no reason. Repeat.
provider-gave-up = The provider took no message for a day. Check the connection (otdel doctor) and repeat.
provider-blocked = The recipient has blocked the bot. Write through another channel.
provider-chat-not-found = There is no such chat any more. Write through another channel.
provider-lane-closed = The client was given to somebody else, the answer was stopped.
provider-not-own = The client is no longer yours, the answer was stopped.
provider-broken = An internal fault while sending, the administrator has been told. Repeat later.
provider-file-too-large = The file is too large for the client's channel. Send a smaller one or a link.
provider-too-large = The file is too large for the client's channel. Send a smaller one or a link.
provider-file-missing = The file is gone from the server's disk. Attach it again.
provider-foreign-host = The provider's address in the settings is not allowed. Tell the system administrator.
provider-file-type-refused = The client's channel takes no such file. Send it in another format.
provider-file-not-fetched = The file could not be fetched from Telegram. Attach it again.
provider-empty = The message turned out empty. Write it again.
provider-no-sender = The company has not connected this channel. Tell the system administrator.
provider-one-file-a-message = One message carries one file. Send them one by one.
provider-not-at-this-channel = This channel cannot do that. Write an ordinary message.
provider-too-long = The message is too long. Split it.
provider-bad-request = The provider did not take the message. Repeat it in other words or through another channel.
provider-migrated = The group has moved. Tell the system administrator.
provider-file-unknown-file = The file is no longer available in Telegram. Attach it again.
provider-file-foreign-host = The file lies on a foreign server and was refused. Attach it anew.
provider-unknown = The reason is unknown. Repeat, or write through another channel.
provider-other = The provider answered: { $code }. Repeat, or write through another channel.

# Refusals
error-refused = This cannot be done.
error-not-allowed = You are not allowed to do that.
error-not-found = Not found.
error-invalid-input = I did not understand that.
error-phone-invalid = That does not look like a phone number. Example: +7 900 123-45-67.
error-role-unknown = There is no role “{ $role }”. There are: { $roles }.
error-superior-unknown = There is no such superior.
error-telegram-taken = This Telegram account already belongs to somebody.
error-phone-taken = This phone already belongs to somebody.
error-invitation-invalid = The invitation is not valid. Ask for a new one.
error-conversation-closed = This client cannot be answered now.
error-opted-out = The client has unsubscribed (STOP). You can answer once they send START.
error-stopped-by-policy = The communication rules do not allow it ({ $rule }).
error-too-late = Too late: the message has left.
error-draft-gone = The draft is gone. Write it again.
error-template-gone = The provider no longer has this template.
error-cannot-forward-kind = Such a message cannot be sent to a client. Text, photo, file, voice and video can.
error-empty = An empty message cannot be sent.
error-not-an-answer = That is not your answer to a client. Reply with /del to a message of yours.
error-client-unknown = There is no client no. { $id }.
error-person-unclear = “{ $name }” fits { $count } people and has to fit exactly one; /users shows their numbers.
error-person-unknown = There is no person no. { $id }, or they have left.
error-cannot-own = The role { $role } has no clients of its own.
error-same-person = The clients have to go to somebody else.
error-unexpected = Something went wrong, the administrator has been told. Nothing is lost.

# telegram
tg-neutral = Hello! This is an internal bot, it works by invitation.
tg-retailer-closed = Messages are not accepted. The company's news comes here by itself.
tg-error = That did not work. Please try again.
tg-done = Done.
tg-stale = This button no longer works. Open the screen again.
tg-unknown-command = There is no such command. The list: /help
tg-unsupported = I cannot pass on such a message. Text, photo, file, voice and video I can.
tg-contact-ask = The invitation is accepted. Now confirm your number: press the button below.
tg-contact-button = 📱 Share my number
tg-contact-own = It has to be your own number: press the button below, do not forward a contact.
tg-bound = Welcome, { $name }! The menu is below, hints: /help
tg-hello = Hello, { $name }! The menu is below, hints: /help
tg-home = { $name }, what shall we open?
tg-cancelled = Nothing to cancel. The menu is below.
tg-back = « Back
tg-home-button = 🏠
tg-page = page { $page } of { $pages }
tg-page-at = page { $page }
tg-refresh = 🔄 Refresh
tg-menu-find = 🔎 Client
tg-menu-wa = 💬 WhatsApp
tg-menu-start_day = ▶️ Start the day
tg-menu-finish_day = ⏹ Finish the day
tg-menu-dead = 📮 Undelivered
tg-menu-help = ❓ Help
tg-command-wa = Conversations with clients
tg-command-find = Find a client
tg-command-start_day = Start the working day
tg-command-finish_day = Finish the working day
tg-command-dead = Undelivered messages
tg-command-help = Hints
tg-command-lang = Language: /lang ru or /lang en
tg-command-invite = Invite: /invite role phone
tg-command-other = A command
tg-help-head = What I can do
tg-help-answering =
    To answer a client: reply to their message or write in their topic. For five seconds the answer can be undone.
    Until an answer has left, editing your message changes it as well.
    /del as a reply to your own message takes back what has not left.
tg-form-find = 🔎 Client
tg-find-aside = The search for a client is closed: another command was given.
tg-find-ask = Whom to find? Type a name, INN or phone.
tg-find-reply = Reply to this message: whatever else is written in the topic of a client goes to that client.
tg-find-tried = Nobody found
tg-find-head = 🔎 Found: { $count }
tg-find-first = 🔎 More than { $count } found, here are the first
tg-find-more = Narrow it down: part of a name, an INN or a phone.
tg-inn = INN { $inn }
tg-responsible = responsible: { $name }
tg-assigned = responsible: assigned
tg-unassigned = responsible: nobody
tg-number = no. { $id }
tg-wa-head = 💬 Conversations
tg-wa-empty = No open conversations.
tg-wa-new = { $count } new
tg-window-hours = ⏳ { $count } h
tg-window-minutes = ⏳ { $count } min
tg-window-closed = 🔒
tg-reply = ✍️ Answer
tg-reply-short = ✍️
tg-thread-button = 💬 Correspondence
tg-peculiarities = ⚠️ { $text }
tg-card-foreign = This is somebody else's client.
tg-access-how = If it is agreed to, the client becomes yours and the present responsible gives it up.
tg-card-status = Status: { $status }
tg-card-contract = Contract: { $contract }
tg-contract-none = none
tg-contract-original = original
tg-contract-scan = scan only
tg-contract-one-off = one-off
tg-channel-whatsapp = WhatsApp
tg-channel-sms = SMS
tg-channel-telegram = Telegram
tg-channel-phone = 📞
tg-channel-other = Address
tg-thread-head = 💬 { $name }
tg-thread-empty = No messages yet.
tg-files = { $count ->
    [one] 📎 { $count } file
   *[other] 📎 { $count } files
 }
tg-edited = edited
tg-state-received = received
tg-state-queued = queued
tg-state-waiting = waiting for its file
tg-state-held = 🔒 held
tg-state-sending = sending
tg-state-sent = sent
tg-state-delivered = delivered
tg-state-read = read
tg-state-failed = 😢 not delivered
tg-state-unknown = unknown, may have gone
tg-state-cancelled = cancelled
tg-state-denied = stopped by the rules
tg-state-other = state unknown
tg-dead-head = 📮 Undelivered: { $count }
tg-dead-none = Everything is delivered.
tg-resend = 🔁 Send no. { $id } again
tg-resend-queued = Sending it again.
tg-resend-not-dead = That message is no longer among the undelivered.
tg-templates-head = 📄 Templates: { $name }
tg-templates-none = There are no approved templates.
tg-template-send = 📤 { $name }
tg-template-queued = The template is being sent. Your answer leaves by itself when the client writes.
tg-price = Last price of a template: { $price }
tg-price-unknown = The price of a template is unknown.
tg-held-drop = ✖️ Do not send the answer
tg-held-cancelled = The answer will not be sent.
tg-held-already = The answer is cancelled already.
tg-held-too-late = Too late: the answer has left.
tg-whom = Whom is this for? Choose the client. Next time reply to the client's message, and there will be no question.
tg-whom-none = It is not clear whom this is for. Reply to a client's message or find one: /find text
tg-chosen = ➡️ { $name }
tg-undo-cancelled = Cancelled, the client gets nothing.
tg-undo-already = Cancelled already.
tg-undo-too-late = Too late: the message has left.
tg-edit-changed = ✏️ Corrected: the client gets the new text.
tg-edit-too-late = Too late: the client has the earlier text. Send the correction as a new message.
tg-del-how = Reply with /del to your own message that should go.
tg-withdraw-cancelled = Taken back, the client gets nothing.
tg-withdraw-already = Taken back already.
tg-withdraw-too-late = Too late: the client has the message, it cannot be taken back.
tg-day-started = ▶️ The day has begun. New leads may come to you.
tg-day-started-already = The day has begun already.
tg-day-finished = ⏹ The day is over. No new leads come to you, your own clients write as before.
tg-day-finished-already = The day is over already.
tg-lang-how = Choose a language: /lang { $languages }
tg-lang-set = Done, English from now on.
tg-invite-how = Like this: /invite role phone, for example /invite manager +7 900 123-45-67
tg-invite-link =
    An invitation, role { $role }. Forward the link to that person: it works once, for 24 hours.
    { $link }

# Approvals, tasks and notices
error-module-needs = The module { $name } needs: { $names }.
error-module-unknown = There is no module { $name }; these exist: { $names }.
error-own-request = Somebody else decides on your own request.
error-approval-decided = Decided already: { $state ->
    [approved] approved
    [rejected] rejected
   *[other] withdrawn
 } by { $by }, { $at }.
error-approval-void = The request is void: what was asked for has changed.
error-reason-missing = A refusal needs a reason.
error-question-missing = Write the question.
error-answer-missing = Write the answer.
error-task-done = Done already by { $by }, { $at }.
error-task-empty = Write what is to be done.
error-due-past = That time has passed already.
error-days-range = A task can be put off by 1 to { $limit } days.
figure-mark = .
figure-tonnes = { $amount } t
figure-kilograms = { $amount } kg
figure-grams = { $amount } g
figure-rub = ₽
figure-usd = $
figure-cny = ¥
figure-price-vat = { $amount }/kg with VAT
figure-price = { $amount }/kg without VAT
figure-yes = yes
figure-no = no
figure-owed = { $sum } left
figure-overpaid = { $sum } overpaid
figure-nobody = nobody
figure-assigned = assigned
approval-client-edit = ✏️ Change of a client's card
approval-discount = 💸 Price below the floor
approval-deferral = 💸 Terms of payment
approval-contract = ⚖️ Contract
approval-access = 🔑 Hand over a client
approval-write-off = 📦 Write-off
reason-price = The price is too low
reason-terms = The terms do not suit
reason-facts = The facts are wrong
reason-stays = The client stays where it is
reason-later = Not now
notice-approval-asks = Asked by: { $name }
notice-approval-since = Waiting since { $at }
notice-approval-approved = ✅ Approved: { $name }, { $at }
notice-approval-rejected = ❌ Rejected: { $name }, { $at }
notice-approval-reason = Reason: { $text }
notice-approval-void = ⚪ Withdrawn: what was asked for has changed
notice-approval-question = 💬 { $name } asks: { $text }
notice-approval-answer = 💬 { $name } answers: { $text }
notice-system = the system
notice-reservation-placed = 📌 { $by } has reserved in your name: { $grams }
notice-reservation-extended = 🔁 { $by } has extended your reservation: { $grams }
notice-reservation-released = ✖️ { $by } has released your reservation: { $grams }
notice-reservation-shipped = 🚚 { $by } has shipped from your reservation: { $grams }
notice-reservation-lapsed = ⌛ A reservation has lapsed, the goods are free: { $grams }
notice-reservation-lapsed-at = Lapsed { $at }
notice-reservation-about = { $product } · { $warehouse } · { $client }
notice-reservation-until = Until { $at }
notice-offered =
    📦 Goods from your queue have come free
    { $product } · { $warehouse } · { $grams }
    { $client }
    An offer holds nothing: whoever reserves first has them.
notice-recount =
    ⚠️ Fewer counted than promised
    { $product } · { $warehouse }
    Counted { $counted }, reserved { $reserved }
    Counted by { $by }. The stock stays as it was: release some reservations first.
notice-missing =
    📉 Recount: { $short } missing
    { $product } · { $warehouse }
    There were { $before }, counted { $after }
    Counted by { $by }. Reason: { $reason }
notice-floor =
    📉 A price floor has changed
    { $product }: { $earlier } → { $price }
    In force from { $at }
notice-floor-lowered =
    📉 A price floor was lowered: { $by }
    { $product }: { $earlier } → { $price }
    In force from { $at }
notice-price =
    🏷 A price has changed
    { $product }: { $earlier } → { $price }
    In force from { $at }
notice-deal = 🧾 Deal no. { $number }: { $by }
notice-deal-stage = Stage: { $stage }
notice-deal-shipped = { $grams } shipped, { $rest } left
notice-deal-released = The rest was given up: { $grams } are free again
notice-deal-paid = Payment { $sum }, { $rest }
notice-deal-unpaid = Payment of { $sum } taken back, { $rest }. Reason: { $reason }
notice-freight = Freight: { $sum }
notice-freight-cleared = The freight was taken back
notice-ordered =
    🚚 Order no. { $number } is confirmed: delivery needed
    Where: { $where } · ships on: { $on }
notice-order-off = 🚚 Order no. { $number } was called off: nothing to deliver.
notice-order-less = 🚚 Order no. { $number }: the rest was released, { $grams } need not be carried.
notice-absent =
    🔔 Goods sold that are on no warehouse
    Sold by: { $seller }
    { $product } · { $grams }
    Purchase: { $cost }
notice-status =
    🏷 { $client }: status changed
    { $before } → { $after }
    { $by }
notice-taken = { $count ->
    [one] 🤝 { $count } client of yours is handed over
   *[other] 🤝 { $count } clients of yours are handed over
 }
notice-taken-by = { $name } is responsible now. Open deals, reservations and tasks went along.
notice-task = ☑️ A task from { $author }
notice-task-due = Due: { $at }
notice-task-client = Client: { $name }
notice-task-done = ✅ Task done: { $by }
stage-deal = deal
stage-offered = offer sent
stage-invoiced = invoiced
stage-ordered = ordered
stage-shipping = shipping
stage-shipped = shipped
stage-closed = closed
stage-lost = lost
button-approve = ✅ Approve
button-reject = ❌ Reject
button-clarify = 💬 Ask
button-explain = 💬 Answer
button-open = 👁 Open
button-deal = 🧾 Deal
button-stock = 📦 Stock
button-take-offer = 📌 Reserve
button-leave-queue = ✖️ No need
button-freight = 🚚 Enter the freight
button-register = 📒 To the register
button-task-done = ✓ Done
button-task-later = +1 day
fact-name = Client
fact-inn = INN
fact-kpp = KPP
fact-ogrn = OGRN
fact-country = Country
fact-registration = Registration no.
fact-region = Region
fact-address = Address
fact-delivery_address = Delivery address
fact-unloading_contact = Unloading contact
fact-unloading_hours = Unloading hours
fact-contacts = Contacts
fact-responsible = Responsible
fact-same_inn = The same INN has
fact-deferral_days = Deferral, days
fact-deferral_limit = Deferral limit
fact-prepayment_percent = Prepayment, %
fact-contract = Contract
fact-contract_number = Contract no.
fact-contract_date = Contract date
fact-contract_file = Contract file
fact-status = Status
fact-kind = Kind
fact-peculiarities = Peculiarities
fact-competitor = Competing supplier
fact-number = Deal no.
fact-client = Client
fact-stage = Stage
fact-lines = Quantity
fact-prices = Price
fact-floors = Floor
fact-total = Total
fact-terms = Terms
fact-profit = Profit
fact-city = City
fact-freight = Freight
fact-note = Note
fact-product = Product
fact-warehouse = Warehouse
fact-on_hand = On hand
fact-reserved = Reserved
fact-free = Free
fact-written_off = Write off
fact-reason = Reason
error-text-too-long = Too long: at most { $limit } characters.

# Forms
tg-form-yes = ✅ Confirm
tg-form-skip = Skip
tg-form-keep = Keep: { $value }
tg-form-skipped = —
tg-form-cancel = ✖ Cancel
tg-form-cancelled = “{ $form }”: cancelled.
tg-form-aside = “{ $form }”: closed, nothing of it is kept: another command was given.
tg-form-closed = This form is closed already. Open it anew.
tg-form-over = This form is closed already.
tg-form-done = You have done this already, { $at }.
tg-form-confirm = Is everything right?
tg-form-error = ⚠️ { $text }
tg-form-none = Nothing like “{ $text }”. Write it differently.
tg-changed = The card has changed, here it is anew.
error-stale = The card has changed. Open it anew.
error-stale-by = Changed already: { $by }, { $at }. Here it is anew.
error-file-too-large = The file is larger than { $limit } MB. Send a smaller one.
error-file-gone = The file is gone at Telegram. Attach it again.
error-file-not-now = The file could not be fetched now. Send it again.
error-form-no-file = No file is needed here. Write words or press a button.
error-form-one-file = One file here: the first of the album was taken, the others were not.
error-form-file-wanted = A file is needed here: attach it.
error-form-text-wanted = Words or a button are needed here.
error-form-press-wanted = Press one of the buttons under this message.
error-form-right-gone = You have no right to this any more, the form is closed. Nothing has changed.
error-date-unclear = This is no date. For example: 25.11, 25.11.2026, tomorrow, Friday.
error-date-past-unclear = This is no date. For example: 25.11, 25.11.2026, yesterday, Friday.
error-date-past = This day has passed.
error-date-far = That is too far ahead: ten years at most.
error-rate-unclear = This is no rate. For example: 92.35.
tg-field-product = Product
tg-field-warehouse = Warehouse
tg-field-quantity = Quantity
tg-field-client = Client
tg-ask-product = Which product? Choose it or type a part of its name.
tg-ask-shelf = From which warehouse?
tg-ask-quantity = How much? For example: 2.5 t, 2500 kg or 100 bags.
tg-ask-client = For which client? Choose or type a part of the name or the INN.

# Stock and reservations
tg-today-head = ☑️ Today
tg-today-samples = 📞 Calls about samples
tg-today-reservations = 📌 Reservations near their end
tg-today-deferrals = 💸 Deferrals due
tg-today-unanswered = 💬 Waiting for an answer
tg-today-tasks = ☑️ Tasks
tg-today-other = More
tg-today-more = and { $count } more
tg-today-empty = There is nothing for today.
tg-today-done = ✓
tg-today-later = +1
error-quantity-bare = { $number } of what? Add the unit: { $number } t, { $number } kg, or packs of the product.
error-quantity-unclear = This is no quantity. For example: 2.5 t, 2500 kg, 100 bags.
error-quantity-unit = I do not know the unit “{ $unit }”. There are t, kg, g and the packs of the product.
error-quantity-too-fine = Nothing is counted finer than a gram.
error-quantity-range = A quantity is more than zero and at most 100,000 t.
error-price-unclear = This is no price. Currency and unit are needed, for example: 118 rub/kg.
error-price-unit = A price per “{ $unit }” is unclear. There are t, kg, g.
error-money-unclear = This is no sum. For example: 118 000 or 1500.50.
error-money-too-fine = Nothing is counted finer than a kopeck.
error-money-range = A sum is more than zero and at most a billion.
error-currency-unknown = I do not know the currency “{ $currency }”. There are roubles, dollars and yuan.
error-pack-unclear = This is no pack. For example: bag 25 kg, bigbag 1 t.
tg-ask-warehouse = At which warehouse?
tg-ask-source = From which warehouse?
tg-ask-target = To which warehouse?
tg-ask-counted = How much was counted? For example: 2.5 t. If nothing, type 0.
tg-ask-delivery-note = From whom, by which delivery note? It stays in the stock ledger.
tg-ask-reason = Why? The reason stays in the ledger.
tg-ask-correction = What is to be corrected? Whoever asked will read it.
tg-ask-purchase = The purchase price? For example: 118 rub/kg or 1250 $/t.
tg-ask-price = Which price? For example: 118 rub/kg.
tg-ask-vat = Is VAT inside this price?
tg-ask-lot-rate = At which rate? Roubles for one unit; it stays with the lot.
tg-ask-rate = Which rate? Roubles for one unit, for example 92.35.
tg-ask-currency = Which currency?
tg-ask-on = For which day is this rate?
tg-ask-from = From which day on? You may skip it: from this minute on.
tg-ask-product-name = What is the product called?
tg-ask-material = Which raw material? For example: LDPE.
tg-ask-maker = Who makes it?
tg-ask-standard = Which standard?
tg-ask-packs = Which packs? For example: bag 25 kg, bigbag 1 t.
tg-ask-warehouse-name = What is the warehouse called?
tg-ask-close-warehouse = Which warehouse is to be closed? No goods may lie in it.
tg-ask-kind = Is the warehouse real or virtual?
tg-ask-until = Until which day does it live? You may skip it: without a term.
tg-ask-import = Send an xlsx table with the columns: { tg-import-columns }. The price is for one unit of the row: in roubles with VAT, in dollars and yuan without VAT.
tg-import-columns = product, warehouse, quantity, unit, purchase_price, currency
tg-import-example = Example product | Main | 2.5 | t | 118000 | RUB
tg-import-template = 📄 A sample table
tg-import-file = sample.xlsx
tg-ask-assignee = Who is it for?
tg-ask-task = What is to be done?
tg-ask-due = By which day? Press or type a date.
tg-field-source = From
tg-field-target = To
tg-field-counted = Counted
tg-field-delivery-note = Delivery note
tg-field-reason = Reason
tg-field-purchase = Purchase price
tg-field-price = Price
tg-field-vat = VAT
tg-field-rate = Rate
tg-field-currency = Currency
tg-field-on = For the day
tg-field-from = From
tg-field-name = Name
tg-field-material = Raw material
tg-field-maker = Maker
tg-field-standard = Standard
tg-field-packs = Packs
tg-field-kind = Kind
tg-field-until = Term
tg-field-file = File
tg-field-assignee = For
tg-field-text = What
tg-field-due = Due
tg-day-today = Today
tg-day-tomorrow = Tomorrow
tg-day-three = In 3 days
tg-day-said-0 = today
tg-day-said-before = yesterday
tg-day-said-1 = tomorrow
tg-day-said-2 = day after tomorrow, the day after tomorrow
tg-weekday-0 = monday, on monday, mon
tg-weekday-1 = tuesday, on tuesday, tue
tg-weekday-2 = wednesday, on wednesday, wed
tg-weekday-3 = thursday, on thursday, thu
tg-weekday-4 = friday, on friday, fri
tg-weekday-5 = saturday, on saturday, sat
tg-weekday-6 = sunday, on sunday, sun
tg-form-find-product = 🔎 Product
tg-form-receive = 📥 Receipt
tg-form-packs = 📦 Packs
tg-form-recount = 🧮 Recount
tg-form-move = 🔀 Transfer
tg-form-write-off = 🗑 Write-off
tg-form-new-product = ➕ New product
tg-form-new-warehouse = 🏭 New warehouse
tg-form-close-warehouse = 🚪 Close a warehouse
tg-form-import = 📄 Stock import
tg-form-list-price = 💰 List price
tg-form-floor = ⛔️ Price floor
tg-form-rate = 💱 Rate
tg-form-task = ☑️ Task
tg-per-kilogram = { $price }/kg
tg-vat-inside = VAT inside
tg-vat-outside = without VAT
tg-warehouse-real = Real
tg-warehouse-virtual = Virtual
tg-warehouse-added = 🏭 The warehouse is added
tg-warehouse-closed = The warehouse is closed.
tg-product-added = ➕ The product is added
tg-product-packs = 📦 { $packs }
tg-receive-done = 📥 Received { $quantity } at “{ $warehouse }”
tg-packs-done = Written down: { $packs }.
tg-recount-change = It was { $before } → it will be { $after }.
tg-recount-done = 🧮 Recounted: { $quantity }
tg-recount-conflict = ⚠️ Less was counted than is reserved. Nothing has changed.
tg-recount-held = Reserved: { $quantity }. Some reservations have to be released first.
tg-move-done = 🔀 Moved { $quantity }: { $source } → { $target }
tg-write-off-asked = 📨 Writing off { $quantity } at “{ $warehouse }” waits for approval
tg-import-lines = Rows in order: { $count }
tg-import-creates = These will be new: { $names }
tg-import-errors = ⚠️ Rows with errors: { $count }. Mend the file and send it again: it is all or nothing.
tg-import-error = Row { $row }: { $text }
tg-import-confirm = Shall it be booked?
tg-import-apply = ✅ Book it
tg-import-done = 📄 Rows booked: { $count }
tg-price-list-is = List price: { $price }
tg-price-floor-is = Floor: { $price }
tg-price-set-list = 💰 List price
tg-price-set-floor = ⛔️ Floor
tg-price-list-done = 💰 List price: { $price }
tg-price-floor-done = ⛔️ Price floor: { $price }
tg-rates-head = 💱 Rates
tg-rates-none = There are no rates yet.
tg-rates-line = { $currency }: { $rate } for { $on }
tg-rates-source-manual = by hand
tg-rates-source-cbr = central bank
tg-rates-source-other = another source
tg-rates-set = ✏️ Set a rate
tg-rate-done = 💱 Rate of { $currency }: { $rate }
tg-stock-head = 📦 Stock, what is free
tg-stock-found = Search: { $text }
tg-stock-none = There are no products.
tg-stock-empty = The warehouses hold none of it.
tg-stock-hand = { $amount } on hand
tg-stock-line = free { $free } | reserved { $reserved } | on hand { $hand }
tg-stock-until = warehouse until { $at }
tg-stock-reserve = 📌 Reserve · { $warehouse }
tg-stock-queue = ⏳ Join the queue · { $warehouse }
tg-stock-ledger = 📜 Ledger · { $warehouse }
tg-stock-find = 🔎 Find a product
tg-stock-receive = 📥 Receipt
tg-stock-recount = 🧮 Recount
tg-stock-move = 🔀 Transfer
tg-stock-write-off = 🗑 Write-off
tg-stock-packs = 📦 Packs
tg-stock-import = 📄 Import xlsx
tg-stock-new-product = ➕ Product
tg-stock-new-house = 🏭 Warehouse
tg-stock-close-house = 🚪 Close a warehouse
tg-ledger-head = 📜 { $product } · { $warehouse }
tg-ledger-none = Nothing has moved yet.
tg-ledger-order = order № { $id }
tg-movement-receive = receipt
tg-movement-recount = recount
tg-movement-move-out = transfer out
tg-movement-move-in = transfer in
tg-movement-write-off = write-off
tg-movement-ship = shipment
tg-movement-other = movement
tg-mine-head = 📌 My reservations
tg-mine-none = There are none. To reserve: /reserve
tg-mine-waiting = ⏳ In the queue: { $product }, { $quantity }, { $client }
tg-mine-offered = 🎁 You are offered: { $product }, { $quantity }, { $client }
tg-queue-take = ✅ Take it
tg-queue-leave = ✖️ Leave the queue
tg-queue-taken = Reserved.
tg-queue-left = You are no longer in the queue.
tg-reservation-head = 📌 Reservation
tg-reservation-bound = in an order, until shipped
tg-reservation-extended = Extended times: { $count }
tg-reservation-extend = { $count ->
    [one] 🔁 { $count } day more
   *[other] 🔁 { $count } days more
 } · until { $until }
tg-reservation-release = Release
tg-reservation-deal = Into a deal / ship
tg-reservation-until = Extended until { $at }.
tg-reservation-released = Released, the goods are free.
tg-board-head = 📋 All reservations
tg-board-none = There are no reservations.
tg-board-age = { $mark } day { $nth } of { $total }, days left: { $left }
tg-task-head = ☑️ Task
tg-task-people = { $author } → { $to }
tg-task-due = Due: { $at }
tg-task-late = 🔴 Overdue: { $at }
tg-task-done = ✓ Done
tg-task-later = +1 day
tg-task-done-at = ✅ Done: { $by }, { $at }
tg-task-is-done = Done.
tg-task-postponed = Put off by a day.
tg-task-added = ☑️ The task is set
tg-task-to = For: { $name }
tg-task-me = Me ({ $name })
tg-task-new = ➕ Task
tg-task-open = Open the task
tg-tasks-mine = ☑️ My tasks
tg-tasks-given = 📤 Given to others
tg-tasks-none = There are no tasks.
tg-menu-stock = 📦 Stock
tg-menu-deal = 🧾 Deals
tg-menu-today = ☑️ Today
tg-menu-board = 📋 Reservations
tg-command-stock = Stock: /stock or /stock part of a name
tg-command-reserve = Reserve goods
tg-command-mine = My reservations
tg-command-board = All reservations
tg-command-today = What to do today
tg-command-task = Set a task, also as a reply to a message
tg-command-tasks = Tasks: mine and given
tg-command-fx = Currency rates
tg-menu-mine = 📌 My reservations
tg-stock-free = free { $amount }
tg-form-reserve = 📌 Reservation
tg-reserve-until = It lapses by itself on { $at }.
tg-reserve-short = Only { $free } are free. You can queue: when goods come free you are offered them.
tg-reserve-place = ✅ Reserve
tg-reserve-queue = ⏳ Join the queue
tg-reserve-placed = 📌 Reserved
tg-reserve-queued = ⏳ You are in the queue

# Rights: another's eyes, refusals, groups
tg-lens = 👁 With the eyes of: { $role } · read only, /as off
tg-lens-person = 👁 With the eyes of no. { $id } ({ $role }) · read only, /as off
tg-as-head = 👁 With another's eyes
tg-as-how = Shows exactly what a role or a person sees. Nothing can be changed, messages arrive as before. One person: /as manager 5 or /as manager Boris. Back: /as off
tg-as-on = You see what this role sees now.
tg-as-off = You see your own again.
tg-refused = { $text } (№{ $id }, /why { $id })
tg-why-denied = 🚫 Refusal no. { $id }
tg-why-allowed = ✅ Allowed, no. { $id }
tg-why-when = When: { $at }
tg-why-what = What: { $what }
tg-why-rule = Rule: { $rule }
tg-audit-head = 🛡 Newest refusals: { $count }
tg-stage-act = action
tg-stage-queue = message entering the queue
tg-stage-send = message leaving
tg-stage-show = screen
tg-stage-as = another's eyes
tg-stage-group = rules of a group
tg-stage-place = a person's place
tg-stage-decide = decision on a request
tg-what-answer = an answer to a client
tg-what-edit = a correction of an answer
tg-what-form = a form
tg-stage-other = entry
tg-users-head = 👥 People: { $count }
tg-user-place = Group: { $group }
tg-user-move = Move to a group:
tg-user-placed = Done: the rights changed at once.
tg-user-unplaced = Done: no rights any more.
tg-group-none = no place
tg-groups-head = 🧭 Groups: { $count }
tg-groups-line = • { $name } · { $role } · people: { $count }
tg-groups-how = Rules of a group: /groups NAME. To change: /groups NAME client.reply=D. To place: /groups place NUMBER NAME
tg-group-version = Version of the rules: { $version }
tg-group-bare = No rules of its own: the role's row of the table holds.
tg-group-how = To narrow: /groups { $name } client.reply=D · to take away: /groups { $name } client.reply=
tg-roles-head = 🎭 Roles and permissions
tg-roles-line = • { $role } · { $name } · permissions: { $count }
tg-roles-how = Permissions of a role: /roles manager
tg-role-bare = None in the staff bot.
tg-command-as = Look with another's eyes
tg-command-why = Why was it refused
tg-command-users = People and their places
tg-command-groups = Groups and communication rules
tg-command-roles = Roles and permissions
tg-command-audit = Newest refusals
error-viewing-only = You are looking with another's eyes: nothing can be changed. Back: /as off
error-number-unclear = A number is needed, 17 for example.
error-as-another-role = This person has another role: { $role }.
error-refusal-unknown = You have no such refusal.
error-group-unknown = There is no group “{ $name }”.
error-group-exists = There is a group “{ $name }” already.
error-group-name = “{ $name }” cannot be a group's name: up to 32 letters, digits, - and _, a letter first, and not taken.
error-group-rules-shape = Rules are written receiver.verb=cell, client.reply=D for example.
error-group-receiver = There is no receiver “{ $name }”. There are: { $names }.
error-group-verb = There is no verb “{ $name }”. There are: { $names }.
error-group-cell = There is no cell “{ $name }”. There are: { $names }.
error-group-widens = Rules of a group only narrow: { $role } may not { $verb } → { $receiver } anyway.
error-group-place-how = Like this: /groups place NUMBER NAME
error-own-place = Your own place is changed by another administrator.
error-last-administrator = This is the last administrator: place another one first.
error-place-has-clients = Nobody keeps clients in the new place, and this person has some: hand them over first.
rule-viewing-only = While you look with another's eyes (/as), nothing can be changed. Back: /as off
rule-permission = This needs the permission “{ $rule }”. Those who have it: { $roles }.
rule-scoped = { $scope ->
    [own] The permission “{ $rule }” of this role is for its own only: it does not reach what is somebody else's now, or nobody's.
    [unassigned] The permission “{ $rule }” of this role is only for what nobody answers for yet.
    [team] The permission “{ $rule }” of this role is for its own team only.
   *[other] The permission “{ $rule }” of this role is limited.
} Those who have it: { $roles }.
scope-own = own only
scope-unassigned = nobody's only
scope-team = own team only
scope-legal = for contracts only
rule-matrix = The table of communication: { $sender } → { $receiver }, “{ $verb }” is not allowed.
rule-group = A rule of the group narrows what the role may: { $rule }.
rule-other = Rule “{ $rule }”.
rule-allowed = Every rule was kept.
rule-receiver-not-placed = The receiver has no place in the firm, and so no rights.
rule-author-not-placed = The author has no place in the firm, and so no rights.
rule-receiver-moved = The receiver was moved to another place after the message had been queued.
rule-address-changed = The mailbox of the receiver was taken away or changed after the letter had been queued.
rule-retailer-exit-closed = Nothing goes to outside agents or comes from them this way.
rule-label-not-cleared = The content comes from a compartment that the receiver may not see.
rule-system-to-nobody = There is no such receiver.
rule-not-permitted = The receiver no longer holds the right that the message was written for.
rule-too-late = The time in which it was still worth telling has passed.
rule-lane-closed = The client was given to somebody else: the earlier lane is closed.
rule-not-own = This client is somebody else's.
rule-not-unassigned = The client has somebody responsible already.
rule-not-relay = Clients are written to only through the bot, in the company's name.
rule-opted-out = The client has unsubscribed (STOP).
rule-conversation-closed = This client's lane is closed.
rule-comment-locked = A comment is edited by its author for 24 hours, later by administrators only (A3).
rule-own-request = Nobody decides on a request of their own (E5).
rule-approval-approved = The request was approved (E5).
rule-approval-rejected = The request was rejected (E5).
rule-approval-void = What was asked for had changed meanwhile (E5).
rule-own-place = Your own place is changed by another administrator.
rule-freight-needs-file = The delivery amount and the carrier's invoice come together or not at all (A8).
rule-floor-breach = A line below the price floor waits for its approval (B10).
rule-stock-edit = Stock is edited by the head of sales, the secretary, the administrator and the director (A2).
rule-client-edit-locked = Name, INN, contacts, phones and addresses are edited by administrators only; others ask for a change (A1).
rule-client-read = Another's client cannot be opened: name, INN and responsible are what is seen (A5).
rule-deal-read = There is no such deal, or it is another's and cannot be opened (A5).
rule-conversation-answer = A client is answered by the responsible, and by the secretary while there is none.
rule-conversation-read = Correspondence is seen by the responsible, and by the secretary while there is none.
rule-client-status-any = The status is changed by the responsible's superior and by administrators (D3).
verb-see = see
verb-message = message
verb-forward = forward
verb-broadcast = broadcast
verb-reply = reply
verb-mention = mention
verb-attach = attach

# Deals, prices, shipments
error-vat-unknown = No VAT rate is known for { $on } ({ $kind }). Ask an administrator.
error-floor-breach = { $state ->
    [rejected] The discount was refused: { $product } at { $price } ₽/kg, the floor is { $floor } ₽/kg (with VAT). Change the line.
   *[other] Below the price floor: { $product } at { $price } ₽/kg, the floor is { $floor } ₽/kg (with VAT). It waits for approval.
}
error-deal-stage = Not at this stage, the deal stands at “{ $stage ->
    [deal] deal
    [offered] offer sent
    [invoiced] invoiced
    [ordered] ordered
    [shipping] shipping
    [shipped] shipped
    [closed] closed
    [lost] lost
   *[other] { $stage }
}”.
error-deal-empty = The deal has no line.
error-order-needs-company = “{ $client }” is still a lead: an order needs a company. Enter its INN on the card (of a foreign one: country and registration number).
error-goods-present = These goods lie at “{ $warehouse }”: sell them from there.
error-goods-absent = Say from which warehouse { $product } leaves: this line was sold as absent goods.
error-terms-waiting = The deferral still waits for approval.
error-terms-asked = { $over ->
    [yes] The deferral limit is { $limit } ₽, the debt with this deal { $debt } ₽. Approval has been asked for, the order waits for it.
   *[no] The deferral is { $days } days, the client's card allows { $allowed }. Approval has been asked for, the order waits for it.
}
error-reason = { $reason ->
    [terms] { reason-terms }
    [facts] { reason-facts }
    [later] { reason-later }
   *[other] { $reason }
}
error-terms-rejected = { $over ->
    [yes] The deferral limit is { $limit } ₽, the debt with this deal { $debt } ₽. This has been refused: { error-reason }. Change the terms or the sum.
   *[no] The deferral is { $days } days, the client's card allows { $allowed }. This has been refused: { error-reason }. Change the terms.
}
error-over-shipped = More than is left to ship: { $product }, { $kg } kg are left.
error-nothing-shipped = Nothing of this order has left yet. If it is not wanted, press “Lost” in the deal.
error-deal-unpaid = { $amount } ₽ are unpaid: a deal is closed once it is paid.
error-payment-reversed = This payment has been taken back already.
error-freight-needs-file = The delivery amount is kept only with the carrier's invoice: attach the file.
error-freight-needs-amount = The carrier's invoice needs the delivery amount.
error-reservation-other-client = This reservation is for another client.
error-date-future = This date has not come yet.
error-deferral-range = A deferral is from 0 to { $limit } days.
error-field-unknown = There is no field “{ $field }”.
error-line-placed = This line has its warehouse already.
error-percent-range = A percentage is from 0 to 100.
error-price-date = A price begins now or at a future date within a year.
error-price-roubles = A sale is priced in roubles, not in { $currency }.
error-product-archived = { $product } is not sold any more.
error-rate-range = That rate cannot be right.
error-rate-day = Nobody knows a rate so far ahead: enter one for { $day } at the latest.
error-shipment-empty = No line was chosen.
error-too-many-lines = A deal has at most { $limit } lines.

# Refusals of stock and reservations
error-out-of-stock = Not enough: { $kg } kg are free.
error-warehouse-ended = The warehouse is closed, or its term is over.
error-warehouse-not-empty = Goods still lie in this warehouse: move them or write them off first.
error-warehouse-unknown = There is no such warehouse. The director or the head of sales opens new ones.
error-warehouse-kind = A warehouse is real or virtual.
error-same-warehouse = Source and target are the same warehouse.
error-term-past = This moment has passed already.
error-reservation-ended = { $state ->
    [lapsed] The reservation has lapsed: its time is over.
    [shipped] The whole reservation has been shipped.
   *[released] The reservation has been released already.
 }
error-reservation-bound = The reservation belongs to a confirmed order: it is shipped or released there.
error-extension-early = The reservation lasts until { $at } anyway: too early to extend. Nothing was used up.
error-extensions-used = The reservation was extended { $limit ->
    [one] once
   *[other] { $limit } times
 } already. Ask the head of sales.
error-offer-gone = The offer stands no more: it was taken or given up.
error-offer-taken = Taken already: the goods of this offer are reserved.
error-rate-unknown = No rate of { $currency } is known for today. Ask an administrator to enter it.
error-name-taken = There is “{ $name }” already.
error-name-missing = A name is missing.
error-why-missing = Write why.
error-vat-kind = VAT is standard or reduced.
error-intake-refused = Nothing was taken in, there are { $count ->
    [one] { $count } row with an error
   *[other] { $count } rows with errors
 }, the first is row { $row } ({ $why }).
error-sheet-too-big = The file is too big: at most { $limit } MB, and nothing in it that swells.
error-sheet-broken = This is no sound xlsx file.
error-sheet-macros = The file has macros or embedded parts. Save it as a plain xlsx.
error-sheet-formula = Row { $row } has a formula. Save the sheet with values only.
error-sheet-cell = Row { $row } has a cell that is neither a text nor a number, or is too long.
error-sheet-rows = There are too many rows: at most { $limit } at once.
error-sheet-empty = There are no rows in the sheet.
error-sheet-header = The first row has to name the columns: { $columns }.

# Clients: refusals of the register
error-inn-invalid = There is no such INN: it has 10 or 12 digits, and the check digits must fit.
error-inn-missing = A Russian company needs an INN.
error-kpp-invalid = A KPP has 9 digits.
error-kpp-of-company = Only a company with an INN of 10 digits has a KPP.
error-ogrn-invalid = There is no such OGRN: 13 digits of a company, 15 of an entrepreneur, and the check digit must fit.
error-country-invalid = A country is two Latin letters, such as RU or KZ.
error-registration-missing = A foreign company needs the number of its country's register.
error-email-invalid = That does not look like an e-mail address.
field-word = { $field ->
    [name] name
    [comment] comment
    [outcome] outcome
    [peculiarities] peculiarities
    [materials] raw materials
    [address] address
    [delivery_address] delivery address
    [inn] INN
    [kpp] KPP
    [ogrn] OGRN
    [country] country
    [registration] registration number
    [unloading_contact] contact at unloading
    [unloading_hours] unloading hours
    [region] region
    [competitor] competing supplier
    [deferral_days] deferral, days
    [deferral_limit] limit of the deferral
    [prepayment_percent] prepayment, %
    [contract_number] number of the contract
    [file] file
    [position] position
    [phone] phone
    [email] e-mail
    [status] status
   *[other] field { $field }
 }
error-too-long = Too long: { $length }, at most { $limit } are possible ({ field-word }).
error-number-range = A whole number from 0 to { $most } is needed ({ field-word }).
error-nothing-changed = Nothing has changed.
error-field-locked = This field ({ field-word }) is locked: it is changed by a request only.
error-not-a-lead = This is a company already.
error-status-unknown = There is no such status.
error-status-taken = There is a status “{ $name }” already.
error-status-needed = New companies get this status, it cannot be removed.
error-contract-kind = A contract is: original, scan, one-off.
error-contract-file = The contract needs its whole file.
error-contract-scan = A scan is nothing without its file: send the file of the contract.
error-already-yours = You answer for this client already.
error-access-waiting = You have asked for this client already, { $at }; there is no answer yet.
error-comment-empty = An empty comment cannot be kept.
error-comment-locked = The comment could be changed for 24 hours. Now only administrators can.
error-outcome-empty = Write what the client said.
error-product-unknown = There is no such product.
error-no-product = There is no product “{ $name }”.
error-no-warehouse = There is no warehouse “{ $name }”.
error-no-deal = There is no deal № { $id }.
error-same-client = Two different cards are needed.
error-merge-across-wall = These cards cannot be merged.
error-client-duplicate = The client is known: { $name }{ $known ->
    [inn] , INN { $inn }
   *[other] {""}
 }. { $who ->
    [nobody] Nobody is responsible.
    [named] Responsible: { $responsible }.
   *[other] Assigned.
 }
status-pending = Pending
status-in_progress = In progress
status-regular = Regular
status-paused = Paused
status-refused = Refused

# Screens: clients, deals, approvals
tg-decimal-mark = .
tg-currency-rub = ₽
tg-currency-usd = $
tg-currency-cny = ¥
tg-price-with-vat = { $price }/kg with VAT
tg-price-without-vat = { $price }/kg without VAT
tg-menu-approve = ✅ Approvals
tg-menu-deliveries = 🚚 Deliveries
tg-menu-absent = 🔔 Sold while absent
tg-menu-duplicates = 👯 Duplicates
tg-menu-segments = 🏷 Segments
tg-menu-fx = 💱 Rates
tg-menu-quiet = 🌙 Quiet hours and subscriptions
tg-menu-jobs = ⏰ Schedule
tg-command-deal = Deals and orders
tg-command-offer = A commercial offer for a deal
tg-command-sample = Send a sample
tg-command-approve = Approvals: what waits for a decision, my requests
tg-command-deliveries = Orders to deliver
tg-command-segments = Clients by their traits, list and Excel
tg-command-duplicates = Similar clients: merge
tg-command-handover = Hand all clients of a person over
tg-command-absent = Sales of goods that are on no warehouse
tg-find-foreign = 🔒 { $name }
tg-client-access = 🙋 Ask to take over
tg-access-asked = Asked: if it is agreed to, the client becomes yours. The answer comes here.
tg-client-tags = 🏷 { $tags }
tg-tag-deferral = deferral { $days } days
tg-tag-limit = limit { $sum }
tg-tag-prepayment = prepayment { $percent } %
tg-tag-competitor = competitor: { $name }
tg-client-kpp = KPP { $value }
tg-client-ogrn = OGRN { $value }
tg-client-country = Country: { $value }
tg-client-registration = Registration number: { $value }
tg-client-address = Address: { $value }
tg-client-delivery_address = Delivery: { $value }
tg-client-unloading_contact = Unloading: { $value }
tg-client-unloading_hours = Unloading hours: { $value }
tg-client-original-at = original received { $day }
tg-client-deals = 🧾 Deals
tg-client-samples = 🧪 Samples
tg-client-papers = 📄 Documents
tg-client-comments = 🗒 Comments
tg-client-edit = ✏️ Contacts
tg-client-comment = 💬 Comment
tg-client-deal = ➕ Deal
tg-client-more = ⚙️ More
tg-client-more-head = What is to be done?
tg-client-new = ➕ New client
tg-client-describe = 🏷 Peculiarities and traits
tg-client-contract = 📑 Contract
tg-client-person = 👤 Add a contact
tg-client-person-edit = 👤 Change a contact
tg-form-client-person-edit = 👤 Change of a contact
tg-ask-which-person = Which person?
tg-person-name = Name
tg-person-position = Position
tg-person-phone = Phone
tg-person-email = E-mail
tg-person-removed = 🗑 Take off the card
tg-client-review = ⚖️ To the lawyer
tg-review-asked = Sent to the lawyer. The answer will come here.
error-contract-missing = There is no contract yet: nothing to review.
error-review-waiting = The lawyer has the contract already and has not answered yet.
button-legal-yes = ✅ Agree
button-legal-no = ✏️ Corrections
contract-original = original
contract-scan = scan only
contract-one-off = one-off
tg-client-terms = 💸 Deferral and prepayment
tg-client-convert = 🏢 Make it a company
tg-client-original = 📬 Original of the contract received
tg-client-status = 🚦 Status
tg-client-give = 🤝 Hand over
tg-client-join = 👯 Merge with…
tg-client-checking = Accepted for a check.
tg-client-created = ✅ The client is there, status “pending”.
tg-client-converted = ✅ It is a company now, status “pending”.
tg-client-changed = ✅ Written down.
tg-client-requested = 📨 Asked. The decision comes here.
tg-client-person-added = ✅ The contact is added.
tg-client-given = 🤝 Handed over. Responsible: { $name }.
tg-clients-given = { $count ->
    [one] 🤝 { $count } client handed over. Responsible: { $name }.
   *[other] 🤝 { $count } clients handed over. Responsible: { $name }.
 }
tg-give-all-none = No clients: there is nothing to hand over.
tg-give-all-clients = { $count ->
    [one] 👤 { $count } client
   *[other] 👤 { $count } clients
 }
tg-give-all-deals = { $count ->
    [one] 🧾 { $count } open deal
   *[other] 🧾 { $count } open deals
 }
tg-give-all-reservations = { $count ->
    [one] 📌 { $count } reservation
   *[other] 📌 { $count } reservations
 }
tg-client-field-name = Name
tg-client-field-inn = INN
tg-client-field-kpp = KPP
tg-client-field-ogrn = OGRN
tg-client-field-country = Country
tg-client-field-registration = Registration number
tg-client-field-address = Legal address
tg-client-field-delivery_address = Delivery address
tg-client-field-unloading_contact = Contact at unloading
tg-client-field-peculiarities = ⚠️ Peculiarities
tg-client-field-materials = Raw materials
tg-client-field-region = Region
tg-client-field-competitor = Competing supplier
tg-client-field-unloading_hours = Unloading hours
tg-client-field-deferral_days = Deferral, days
tg-client-field-deferral_limit = Deferral limit, ₽
tg-client-field-prepayment_percent = Prepayment, %
tg-original-marked = Written down: the original is here.
tg-open-client = 📇 Card
tg-open-deal = 🧾 Open
tg-papers-head = 📄 Documents: { $name }
tg-papers-more = …and { $count } more. All of them stand on the cards of the deals.
tg-paper-offer = Offer
tg-paper-invoice = Invoice
tg-paper-other = Document
tg-paper-open = 📎 { $name }
tg-comments-head = 🗒 Comments
tg-comments-none = No comments yet.
tg-comment-until = may be edited until { $at }
tg-comment-edit = ✏️ { $text }
tg-comment-versions = 🕘 { $text }
tg-comment-kept = 💬 Written down
tg-comment-changed = Changed, the earlier text is kept.
tg-versions-head = 🕘 Earlier texts
tg-samples-head = 🧪 Samples: { $count }
tg-samples-none = No samples were sent yet.
tg-sample-sent = Sent { $day }, { $name }
tg-sample-outcome = Outcome: { $text }
tg-sample-call = Call on { $day }
tg-sample-conclude = ✍️ Outcome: { $product }
tg-sample-send = 🧪 Send a sample
tg-sample-kept = 🧪 The sample is written down.
tg-sample-concluded = The outcome is written down, no more reminders.
tg-segment-head = 🏷 Segment
tg-segment-count = { $count ->
    [one] { $count } client
   *[other] { $count } clients
 }
tg-segment-list = 📋 List
tg-segment-export = 📤 Excel
tg-segment-reset = Reset
tg-segment-file = segment.xlsx
tg-segment-with = with
tg-segment-without = without
tg-segment-materials = Raw materials
tg-segment-regions = Region
tg-segment-deferral = Deferral
tg-segment-prepayment = Prepayment
tg-segment-competitors = Competitor
tg-segment-managers = Manager
tg-segment-statuses = Status
tg-column-name = Name
tg-column-inn = INN
tg-column-responsible = Responsible
tg-column-status = Status
tg-column-region = Region
tg-column-materials = Raw materials
tg-column-deferral_days = Deferral, days
tg-column-deferral_limit = Deferral limit, ₽
tg-column-prepayment_percent = Prepayment, %
tg-column-competitor = Competitor
tg-column-contract = Contract
tg-merge-head = 👯 Probable duplicates
tg-merge-none = No similar clients.
tg-merge-why-phone = the same phone
tg-merge-why-inn = the same INN
tg-merge-why-email = the same e-mail
tg-merge-why-name = the same name
tg-merge-why-other = similar
tg-merge-look = Compare { $number }
tg-merge-pair = Which card stays? Everything of the other one moves into it.
tg-merge-keep = Keep: { $name }
tg-merge-sure = Merge? “{ $merged }” goes into “{ $kept }”: deals, correspondence, contacts. “{ $merged }” will have no card of its own.
tg-merge-yes = ✅ Merge
tg-merge-recent = 🕘 Merged
tg-merge-recent-none = Nothing was merged yet.
tg-merge-undo = ↩️ Take apart: { $name }
tg-merge-undone-at = taken apart { $at }
tg-merge-undone = Taken apart, everything is where it was.
tg-merged = Merged.
tg-merge-ask = If it is one and the same client, the head of sales merges the cards: ask for it.
tg-deals-head = 🧾 Deals
tg-deals-none = No deals. A new one is opened from a client's card.
tg-deals-whose = 🧾 Whose deals?
tg-deals-unknown = No deals for “{ $text }”. Write a number or a client, for example /deal 412.
tg-deals-mine = My deals
tg-deals-team = The team's deals
tg-deal-stage-deal = deal
tg-deal-stage-offered = offer sent
tg-deal-stage-invoiced = invoiced
tg-deal-stage-ordered = order
tg-deal-stage-shipping = being shipped
tg-deal-stage-shipped = shipped
tg-deal-stage-closed = closed
tg-deal-stage-lost = lost
tg-deal-stage-other = under way
tg-deal-stage = Stage: { $stage }
tg-deal-lost-why = Reason: { $text }
tg-deal-empty = No positions yet.
tg-deal-absent = 🚫 on no warehouse
tg-deal-shipped = shipped { $amount }
tg-deal-released = released { $amount }
tg-floor = floor { $price }
tg-floor-below = ⛔ below the floor, waits for approval
tg-floor-approved = ✅ the price is approved
tg-floor-rejected = ❌ the discount was refused
tg-deal-total = Total: { $sum } with VAT
tg-deal-net = Without VAT: { $sum }
tg-deal-terms = Prepayment { $percent } %, deferral { $days } days
tg-terms-waiting = The deferral of { $days } days waits for approval.
tg-terms-rejected = ❌ The deferral of { $days } days was refused: { $reason }
tg-terms-over = ⛔ The deferral limit is { $limit }, the debt with this deal { $debt }.
tg-terms-longer = ⛔ The deferral is { $days } days, the client's card allows { $allowed }.
tg-terms-asks = The order will stop, approval will be asked for.
tg-deal-paid = Paid: { $sum }, { $rest }
tg-deal-unpaid = ↩️ { $sum } of { $day } taken back: { $reason } · { $by }
tg-deal-delivery = 🚚 { $where }
tg-deal-unloading = Unloading: { $how }
tg-deal-ship-on = Shipping { $day }
tg-deal-freight = Transport: { $sum }
tg-deal-no-freight = Transport: not known
tg-profit-without = Profit without transport: { $sum } · { $percent }
tg-profit-with = Profit with transport: { $sum } · { $percent }
tg-profit-without-unknown = Profit without transport: — ({ $why })
tg-profit-with-unknown = Profit with transport: — ({ $why })
tg-unknown-cost-unknown = purchase cost unknown
tg-unknown-freight-unknown = transport unknown
tg-unknown-nothing-sold = nothing sold
tg-unknown-other = unknown
tg-deal-add = ➕ Position
tg-deal-line = ✏️ { $number }
tg-deal-offer = Offer
tg-deal-invoice = Invoice
tg-deal-confirm = ✅ Confirm the order
tg-deal-ship = 🚚 Ship a part
tg-deal-ship-all = 🚚 Ship everything
tg-deal-release = Release the rest
tg-deal-pay = 💰 Payment
tg-deal-unpay = ↩️ Take a payment back
tg-deal-terms-set = 💸 Terms
tg-deal-deliver = 📍 Delivery
tg-deal-fill = 🧾 Carrier's amount and invoice
tg-deal-close = Close
tg-deal-lose = Lost
tg-deal-opened = The deal is open.
tg-deal-offered = Offer № { $number } is written down.
tg-deal-invoiced = Invoice № { $number } is written down.
tg-deal-confirmed = The order is confirmed, the goods are held.
tg-deal-confirmed-absent = The order is confirmed. The goods are on no warehouse, nothing is held.
tg-deal-shipped-all = Everything has left.
tg-deal-part-shipped = 🚚 Shipped. The rest stays reserved.
tg-deal-rest-released = The rest is released, the goods are free.
tg-deal-closed = The deal is closed.
tg-move-confirm = { $amount } for { $sum } will be held for the order.
tg-move-confirm-absent = 🚫 On no warehouse: { $amount } for { $sum }. Nothing to hold; the head of sales and the director are told of this sale.
tg-move-agreed = The logistician is told of the order. Positions and prices do not change after that.
tg-move-ship = { $amount } for { $sum } will leave the warehouse: all that the order still owes.
tg-move-ship-absent = 🚫 On no warehouse: { $amount } for { $sum }. Until the position is marked “🏭 The goods have come”, “Ship everything” is refused.
tg-move-release = { $amount } for { $sum } will not leave and are free again. They do not come back into the order.
tg-move-release-absent = 🚫 On no warehouse: { $amount } for { $sum }. These do not leave either and do not come back into the order.
tg-move-lose = { $amount } for { $sum } are free again. A lost deal does not come back.
tg-move-lose-absent = 🚫 On no warehouse: { $amount } for { $sum }. Nothing to free; the order for them is called off.
tg-move-close = { $amount } shipped, { $sum } paid, { $rest }. Only taking a payment back opens a closed deal again.
tg-deal-paid-kept = 💰 The payment is written down.
tg-payment-taken-back = ↩️ The payment is taken back, the record of it stays.
tg-pay-over = ⚠️ That is { $sum } more than is owed for the deal.
tg-pay-over-yes = 💰 Write down the overpayment
tg-deal-lost = The deal is lost, the goods are free.
tg-nothing-open = Nothing is left to ship.
tg-line-change = ✏️ Quantity and price
tg-line-remove = 🗑 Remove
tg-line-place = 🏭 The goods have come
tg-line-removed = The position is removed.
tg-line-added = ✅ The position is added.
tg-line-changed = ✅ The position is changed.
tg-line-placed = ✅ The warehouse is set.
tg-line-below = ⛔ The price is below the floor: the position is stopped, a discount was asked for. Until the decision no offer, no invoice, no order.
tg-line-under = ⛔ Below the floor ({ $floor }): the position will be stopped and a request for the discount sent to the director.
tg-terms-set = ✅ The terms are written down.
tg-terms-asked = 📨 Such a deferral needs approval, it was asked for.
tg-delivery-kept = ✅ The delivery is written down.
tg-take-new = ➕ New deal
tg-ship-whole = All: { $amount }
tg-ship-none = Nothing
tg-freight-vat = With VAT
tg-freight-no-vat = Without VAT
tg-freight-kept = ✅ Amount and invoice are written down.
tg-lost-price = Price
tg-lost-terms = Terms of payment
tg-lost-time = Time
tg-lost-competitor = Went to a competitor
tg-lost-need = No need any more
tg-deliveries-head = 🚚 Deliveries
tg-deliveries-none = No orders.
tg-deliveries-how = A delivery is found by the number of its order, for example /deliveries 412.
tg-delivery-city = City: { $value }
tg-delivery-delivery_address = Address: { $value }
tg-delivery-unloading_contact = At unloading: { $value }
tg-delivery-unloading_hours = Hours: { $value }
tg-delivery-rest = { $amount } left
tg-delivery-no-amount = Delivery: no amount yet
tg-absent-head = 🔔 Sold while absent
tg-absent-none = No such sales.
tg-absent-cost = purchase { $sum }/t without VAT
tg-absent-note = 👀 Noted № { $number }
tg-absent-noted = noted { $at }
tg-absent-noted-now = Noted.
tg-approvals-head = ✅ Waiting for a decision
tg-approvals-none = Nothing waits for your decision.
tg-approvals-mine = 📨 My requests
tg-approval-other = Request
tg-approval-asks = Asks: { $name }
tg-approval-since = Waiting since { $at }
tg-approval-yes = ✅ Approve
tg-approval-no = ❌ Refuse
tg-approval-clarify = 💬 Clarify
tg-approval-answer = ✍️ Answer
tg-approval-approved = ✅ { $name }, { $at }
tg-approval-rejected = ❌ { $name }, { $at }
tg-approval-void = The request is void: what was asked for has changed.
tg-approval-reason = Reason: { $text }
tg-approval-state-waiting = waiting
tg-approval-state-approved = approved
tg-approval-state-rejected = refused
tg-approval-state-void = void
tg-decided-approved = Approved.
tg-decided-rejected = Refused.
tg-decided-void = The request is void: what was asked for has changed.
tg-legal-yes = ✅ Agree
tg-legal-no = ✏️ Corrections
tg-reject-head = Why? Press a reason, or reply to this message in your own words. Whoever asked will see it.
tg-fact-name = Name
tg-fact-inn = INN
tg-fact-kpp = KPP
tg-fact-ogrn = OGRN
tg-fact-country = Country
tg-fact-registration = Registration number
tg-fact-region = Region
tg-fact-address = Address
tg-fact-delivery_address = Delivery address
tg-fact-unloading_contact = Contact at unloading
tg-fact-unloading_hours = Unloading hours
tg-fact-contacts = Contact
tg-fact-deferral_days = Deferral, days
tg-fact-deferral_limit = Deferral limit
tg-fact-prepayment_percent = Prepayment, %
tg-fact-contract = Contract
tg-fact-contract_number = Contract number
tg-fact-contract_date = Contract date
tg-fact-contract_file = File
tg-fact-product = Product
tg-fact-warehouse = Warehouse
tg-fact-on_hand = Stock
tg-fact-written_off = Write off
tg-fact-reason = Reason
tg-fact-number = Deal №
tg-fact-client = Client
tg-fact-lines = Quantity
tg-fact-prices = Price
tg-fact-floors = Floor
tg-fact-total = Sum
tg-fact-profit = Profit
tg-fact-responsible = Responsible
tg-fact-same_inn = The same INN has
tg-fact-other = Details
tg-form-client-new = ➕ New client
tg-form-client-convert = 🏢 A lead becomes a company
tg-form-client-edit = ✏️ Contacts and requisites
tg-form-client-describe = 🏷 Peculiarities and traits
tg-form-client-terms = 💸 Deferral and prepayment
tg-form-client-contract = 📑 Contract
tg-form-client-person = 👤 Contact
tg-form-client-status = 🚦 Status
tg-form-comment = 💬 Comment
tg-form-comment-edit = ✏️ Comment
tg-form-sample = 🧪 Sample
tg-form-sample-outcome = 🧪 Outcome of a sample
tg-form-give = 🤝 Hand a client over
tg-form-give-all = 🤝 Hand all clients over
tg-form-join = 👯 Merge with another card
tg-form-line = ➕ Position
tg-form-line-change = ✏️ Position
tg-form-terms = 💸 Terms of the deal
tg-form-delivery = 📍 Delivery
tg-form-pay = 💰 Payment
tg-form-lose = The deal is lost
tg-form-ship = 🚚 Ship a part
tg-form-freight = 🧾 Carrier's amount and invoice
tg-form-take = 🧾 Reservation into a deal
tg-form-place = 🏭 The goods have come
tg-form-offer = Commercial offer
tg-form-reject = ❌ Refuse
tg-form-correct = ✏️ Corrections
tg-form-clarify = 💬 Clarify
tg-form-answer = ✍️ Answer
tg-kind-company = 🏢 Company or entrepreneur (INN)
tg-kind-lead = 🆕 A lead yet, without INN
tg-kind-foreign = 🌍 Foreign company
tg-field-client-kind = Who it is
tg-field-inn = INN
tg-field-kpp = KPP
tg-field-country = Country
tg-field-registration = Registration number
tg-field-contact = Contact
tg-field-position = Position
tg-field-phone = Phone
tg-field-email = E-mail
tg-field-region = Region
tg-field-field = What
tg-field-value = New value
tg-field-contract = Contract
tg-field-number = Number
tg-field-date = Date
tg-field-status = Status
tg-field-heir = To whom
tg-field-other = The other card
tg-field-leaving = From whom
tg-field-now = Now
tg-field-deal = Deal
tg-field-cost = Purchase
tg-field-prepayment = Prepayment, %
tg-field-deferral = Deferral, days
tg-field-city = City
tg-field-address = Address
tg-field-hours = Hours
tg-field-ship-on = Shipping
tg-field-amount = Sum
tg-field-payment = Payment
tg-field-invoice = Carrier's invoice
tg-field-part = Leaves
tg-field-valid = Valid until
tg-field-approval = Request
tg-field-question = Question
tg-ask-client-kind = Who is it?
tg-ask-inn = INN: 10 digits of a company or 12 of an entrepreneur.
tg-ask-kpp = KPP: 9 digits. A branch has one of its own.
tg-ask-country = Country in two letters, for example KZ or CN.
tg-ask-registration = Number in the register of its country.
tg-ask-client-name = What is it called?
tg-ask-contact = Who is the contact? A name.
tg-ask-person = What is the name?
tg-ask-position = Position?
tg-ask-phone = Phone, for example +7 900 123-45-67.
tg-ask-email = E-mail?
tg-ask-region = Region?
tg-ask-field = What is to be changed?
tg-ask-value = Write the new value. A minus “-” clears it.
tg-ask-contract = Which contract?
tg-ask-number = Number of the contract?
tg-ask-date = Date of the contract, for example 15.03.2026.
tg-ask-file = Send the file of the contract.
tg-ask-status = Which status?
tg-ask-comment = Write the comment.
tg-ask-comment-new = Write the new text. The earlier one is kept.
tg-ask-outcome = What did the client say about the sample?
tg-ask-heir = To whom?
tg-ask-leaving = Whose clients are handed over?
tg-ask-other-client = Which card is of the same client? Type a part of the name, the INN or the phone.
tg-ask-deal = Into which deal?
tg-ask-offer = For which deal?
tg-ask-valid = Valid until which day?
tg-ask-place = From where? Choose a warehouse or “on no warehouse”.
tg-ask-cost = What will it cost us, without VAT? For example 95 rub/kg.
tg-ask-prepayment = Prepayment in percent?
tg-ask-deferral = Deferral in days from shipping?
tg-ask-city = City of delivery?
tg-ask-address = Address of delivery?
tg-ask-unloading = Who meets the truck? Name and phone.
tg-ask-hours = Unloading hours?
tg-ask-ship-on = When is it to be shipped? For example 25.11.
tg-ask-amount = Sum in roubles, for example 118 000.
tg-ask-paid-on = When did it come?
tg-ask-payment = Which payment is taken back?
tg-ask-unpay = Why? The reason stays in the deal.
tg-ask-lost = Why was it lost?
tg-ask-part = How much leaves now? For example 2.5t. Zero for nothing.
tg-ask-freight = How much does the carrier ask, in roubles?
tg-ask-freight-vat = Is VAT inside the sum?
tg-ask-invoice = Send the carrier's invoice. Without it the sum is not written down.
tg-ask-approval = Which request?
tg-ask-question = What is to be clarified?
tg-ask-answer = Your answer?
error-quantity-over = Not so much is left: the position has { $open }.
error-nothing-to-ship = No position with a quantity above zero.

# The directory of statuses
tg-statuses-head = 🏷 Company statuses
tg-statuses-how = ✏️ renames, 🗄 takes it out of the choice: companies that have it keep it. What was taken out can be brought back.
tg-status-working = 🔴 somebody works with it
tg-status-add = ➕ Status
tg-status-archived = The status is no longer offered.
tg-status-restore = ♻️ Bring back: { $name }
tg-status-restored = The status is offered again.
tg-form-status-new = ➕ New status
tg-form-status-rename = ✏️ Name of the status
tg-ask-status-name = What is it called?
tg-field-working = Somebody works with it
tg-ask-working = Does somebody work with a company of this status? Then a call to it by another manager is red.
tg-status-working-yes = Yes, in progress
tg-status-working-no = No
tg-command-statuses = Company statuses

# By the clock
notice-job-failed =
    ⚠️ Something due was not done
    { $job }: five tries failed; everything else goes on. The program's log tells more.
notice-late = ⏰ Late by { $late }
error-time-unclear = When? Write, for example, "10:00", "tomorrow 14:00" or "25.12 9:30".
span-days = { $count } d
span-hours = { $count } h
span-minutes = { $count } min
tg-command-jobs = What happens by the clock
tg-jobs-head = ⏰ What comes
tg-jobs-none = nothing within 8 days
tg-jobs-overdue = due since { $at }: is the program running?
tg-jobs-last = last { $at }, { $state }
tg-jobs-recent = What has come
tg-jobs-nothing = Nothing yet.
tg-fire-fired = on time
tg-fire-late = late
tg-fire-skipped = left out
tg-fire-void = nothing to do
tg-fire-failed = failed
job-other = Job

# Rates of the central bank (B7)
rates-no-answer = the bank's site does not answer
rates-refused = the bank's site refused
rates-old = the bank answers with earlier days
rates-none-today = none for today yet
rates-unreadable = the bank's answer cannot be read
notice-rates-missing =
    💱 No rates from the central bank
    Reason: { $reason }, since { $since }
    It is tried again. Until then a rate can be entered by hand.
notice-rates-back =
    💱 The central bank's rates come again
    A rate that was entered by hand has given way to the bank's.
button-rate = ✏️ Enter a rate
tg-rates-history = 📈 Last 10 days
tg-rates-history-head = 💱 Rates of the last days
tg-rates-by-hand = ✏️ is by hand

# E-mail
mail-footer = { $company }: this letter was sent automatically, there is no need to answer.
mail-footer-links = { $company }: this letter was sent automatically, there is no need to answer. The buttons work for 14 days and act as you, do not pass them on.
notice-lead = 🆕 New lead: { $name }
notice-lead-by = Wrote by { $channel }
notice-lead-how = The message is in Telegram, answer it there.

# The page behind a link in a letter
act-as = Acting as: { $name }
act-extend = Extend the reservation
act-release = Release the reservation
act-task-done = Task done
act-task-later = Put off for a day
act-reservation = { $product } · { $grams } · { $warehouse }
act-until = Reserved until { $at }
act-extended-to = It will last until { $at }
act-due = Due: { $at }
act-extended = ✅ Reserved until { $at }
act-released = ✅ Released, the goods are free
act-done = ✅ The task is closed
act-postponed = ✅ Put off until { $at }
act-stale = Things have changed since, nothing was done here. Open the card in Telegram.
act-refused = That did not work. Open the card in Telegram.
act-missing = This link does not work
act-missing-how = It has expired, was changed or is meant for somebody else. Open the card in Telegram.
provider-smtp-550 = There is no such mailbox, or the server takes no mail for it. Check the address.
provider-smtp-551 = Another server keeps this mailbox. Check the address.
provider-smtp-552 = The mailbox is full. Try again later.
provider-smtp-553 = The mail server does not take such an address. Check the address.
provider-smtp-554 = The mail server refused the letter. Tell the system administrator.
provider-address-invalid = The e-mail address is written wrongly. Correct it.
tg-user-email = E-mail: { $email }. Change: /users email { $id } address
error-user-email-how = Write: /users email number address. A “-” takes the address away.

# Morning and evening, quiet hours, subscriptions
digest-morning = ☀️ Good morning, { $name }!
digest-morning-empty = Nothing is waiting for you today. Have a good day!
digest-evening-own = 🌙 Your day in figures
digest-evening-team = 🌙 The day: sales
digest-evening-firm = 🌙 The day: the company
digest-left = Still to do:
digest-samples = 📞 Calls about samples
digest-reservations = 📌 Reservations near their end
digest-deferrals = 💸 Deferred payments due
digest-unanswered = 💬 Waiting for an answer
digest-tasks = ☑️ Tasks
digest-approvals = ✅ Waiting for your decision
digest-contracts = ⚖️ Contracts to review
digest-team = 💬 Clients waiting for the team
digest-freight = 🚚 Orders without a delivery cost
digest-overdue = 🔴 Overdue deferred payments: { $sum }, { $count ->
        [one] { $count } deal
       *[other] { $count } deals
    }
digest-shipped = 🚚 Shipped { $days }: { $amount }
digest-dead = 📮 Undelivered messages
digest-jobs = ⚠️ Jobs that failed in the last day
digest-new = new: { $count }
digest-more = and { $count } more
digest-board = Reservations in all: { $count }
digest-until = until { $at }
digest-absent = Not noted: { $count }
digest-done-offers = 🧾 Offers sent: { $amount }
digest-done-shipped = 🚚 Shipped: { $amount }
digest-done-answered = 💬 Answers to clients: { $amount }
digest-done-freight = 🚚 Delivery costs entered: { $amount }
digest-unassigned = nobody assigned
button-deals = 🧾 Deals
button-jobs = ⏰ Jobs
button-settle = ✓ No answer needed
tg-settled = Noted: no answer is needed
button-today = ☑️ Today
button-deliveries = 🚚 Deliveries
button-dead = 📮 Undelivered
button-board = 📋 Reservations
button-rates = 💱 Rates
button-approvals = ✅ Approvals
subscription-today = ☑️ My day
subscription-board = 📋 Reservations
subscription-rates = 💱 Rates
subscription-absent = 🔔 Sales of absent goods
subscription-approvals = ✅ Approvals
subscription-empty = Nothing yet.
subscription-ended =
    🕘 A subscription has ended
    “{ $what }” does not come any more: you may not see it now.
error-subscription-gone = This subscription has ended already.
error-subscription-unknown = There is no subscription to that.
error-hours-unclear = I could not read the hours. Example: 22:00–07:00.
error-clock-unclear = I could not read the time. Example: 08:30.
job-digest-morning = Morning digest
job-digest-evening = Evening digest
job-subscription = Subscriptions
job-announcement = Announcements
job-announcement-missed = Announcements not sent in time
job-ledger = Tidying the ledger of fires
tg-command-quiet = Quiet hours and subscriptions
tg-quiet-head = 🌙 Quiet hours
tg-quiet-now = { $hours }: messages come without a sound. What is urgent and what clients write is always heard.
tg-quiet-off = Switched off: every message comes with a sound.
tg-quiet-firm = As usual in the company.
tg-quiet-own = Chosen by you; in the company it is { $hours }.
tg-quiet-as-firm = As in the company · { $hours }
tg-quiet-turn-off = Switch off
tg-quiet-type = Type my own
tg-quiet-changed = Quiet hours changed.
tg-subscriptions-head = 🕘 Subscriptions
tg-subscriptions-none = None yet.
tg-subscription-new = ➕ Subscribe
tg-subscription-line = { $what }: { $days } at { $at }
tg-subscription-end = ✖️ Unsubscribe: { $what }
tg-subscription-ended = Unsubscribed.
tg-subscription-made = 🕘 Done: { $what }, { $days } at { $at }
tg-subscribe = 🕘 Every day at …
tg-form-quiet = 🌙 Quiet hours
tg-field-quiet = Without a sound
tg-ask-quiet = From when to when without a sound? For example 22:00–07:00.
tg-form-subscribe = 🕘 Every day at …
tg-ask-subject = What shall come?
tg-field-subject = What
tg-field-clock = At
tg-ask-clock = At what time? For example 08:30.
tg-field-days = On
tg-ask-days = On which days?
tg-days-daily = every day
tg-days-working = on working days

# Sales below the floor (B10)
figure-margin = { $kilogram } a kg; { $total } in all
figure-below = by { $amount } a kg ({ $percent }%)
fact-margin = Profit without transport
fact-below = Below the floor
tg-fact-margin = Profit without transport
tg-fact-below = Below the floor

# Announcements
news-head = 📣 Announcement · { $author }
news-rule = 📌 { $product }: not below { $price } until { $until }
news-term = Valid until { $until }
news-reminder = 🔔 Please read the announcement
news-wordless = a voice message or a file
news-result-head = 📣 Announcement sent
news-result = { $read } of { $told } have read it
news-result-late = ⏰ Late: due { $due }, sent { $sent }
button-news-read = ✓ I have read it
button-news-done = ✓ read at { $at }
button-news-unread = Who has not?
button-news-remind = Remind
notice-news-missed-late =
    ⚠️ An announcement was not sent
    "{ $text }": its time { $at } passed more than 6 hours ago. Send it again if it is still needed: /news
notice-news-missed-author =
    ⚠️ An announcement was not sent
    "{ $text }": its author may not publish any more.
notice-news-missed-over =
    ⚠️ An announcement was not sent
    "{ $text }": its term, or the term of its rule, ended before it could be sent.
notice-news-missed-nobody =
    ⚠️ An announcement was not sent
    "{ $text }": it went to nobody: there are no readers, or the rules stopped it. If it had a rule of sale, that is not in force.
notice-news-lifted =
    📌 The rule has been lifted
    { $product }: selling below { $price } follows the usual rules again.
error-news-empty = The announcement is empty: write a text or attach a file.
error-news-too-long = Too long: { $length } characters, an announcement takes { $limit }. Shorten it or attach a file.
error-news-files = { $limit } files at most.
error-news-past = That time has passed. Give a time in the future.
error-news-expires = It would expire before it is sent.
error-news-repeat = Repeating on working days needs an hour to send at.
error-news-rule-until = The rule would end before it is sent.
error-news-rule-sent = The rule has been sent and cannot be changed. Cancel the announcement and make a new one.
error-news-rule-whole = A rule is a product, a lowest price and an end: all three are needed.
error-news-nobody = Nobody to send it to: none of those chosen is connected to the bot.
error-news-retailers-closed = News is not sent to retailers yet: the rules keep that channel closed, see /why
error-news-reminded = A reminder can be sent once an hour. Again in { $minutes } min.
error-news-all-read = Nobody to remind: everybody has read it.
error-news-not-scheduled = This announcement has been sent or cancelled.
error-rule-breach = { $state ->
    [rejected] Discount refused: { $product } at { $price } ₽/kg; announcement { $news } says not below { $floor } ₽/kg (VAT included) until { $until }.
   *[other] Announcement { $news } says not below { $floor } ₽/kg (VAT included) for { $product } until { $until }, here it is { $price } ₽/kg. Waiting for approval.
}
rule-rule-breach = A line below the price that the director has announced waits for approval (B8).
rule-not-ops = A system administrator announces service notices only, without rules of sale.
tg-menu-news = 📣 News
tg-command-news = News and announcements
tg-news-feed = 📣 News
tg-news-archive = 🗄 Archive
tg-news-scheduled = 🕙 Scheduled
tg-news-results = 👁 Who has read it
tg-news-none-f = No news.
tg-news-none-a = The archive is empty.
tg-news-none-s = Nothing is scheduled.
tg-news-none-r = No announcements so far.
tg-news-new = ➕ New announcement
tg-news-staff = All staff
tg-news-retailers = Retailers (closed for now)
tg-news-people = Choose people
tg-news-group = Group "{ $name }"
tg-news-chosen = people chosen: { $count }
tg-news-role-director = Director
tg-news-role-sysadmin = System administrator
tg-news-role-sales_head = Head of sales
tg-news-role-manager = Managers
tg-news-role-secretary = Secretaries
tg-news-role-logistician = Logisticians
tg-news-role-lawyer = Lawyers
tg-news-role-retailer = Retailers
tg-news-enough = ✔️ That is all
tg-news-now = Now
tg-news-once = Once
tg-news-daily = Each working day at { $at }
tg-news-preview = ⬇️ Below, as people will see it. Readers: { $readers }. To be sent: { $at }
tg-news-sent = ✅ Sent, readers: { $readers }
tg-news-scheduled-at = 🕙 Scheduled for { $at }
tg-news-open = Open the announcement
tg-news-to = To: { $to }
tg-news-due = 🕙 To be sent: { $at }
tg-news-cancelled = ❌ Cancelled
tg-news-skipped = ⚠️ Not sent
tg-news-read-by = Sent { $at }, read by { $read } of { $told }
tg-news-rule-over = { $rule } (no longer in force)
tg-news-edit-words = ✏️ Text
tg-news-edit-time = 🕙 Time
tg-news-cancel = ❌ Cancel
tg-news-lift = 📌 Lift the rule
tg-news-is-cancelled = The announcement is cancelled.
tg-news-is-lifted = The rule is lifted.
tg-news-unread-head = Have not read it ({ $read } of { $told } have):
tg-news-all-read = Everybody has read it.
tg-news-run = Issue { $run } of { $runs }, { $at }
tg-news-run-before = ‹ Previous
tg-news-run-after = Next ›
tg-news-reminded = Reminded: { $count }
tg-news-said-read = Noted, thank you.
tg-news-said-already = Noted already: { $at }
tg-news-said-old = There is a newer run, please mark that one.
tg-news-said-expired = The term of the announcement is over: nothing to mark or to remind of any more.
tg-form-news = 📣 Announcement
tg-news-field-said = Text
tg-news-field-to = To
tg-news-field-reader = Reader
tg-news-field-when = When
tg-news-field-repeat = Repeat
tg-news-field-expires = Valid until
tg-news-field-rule = Rule for
tg-news-field-floor = Not below
tg-news-field-until = Rule until
tg-news-ask-said = Write the text, or send a voice message, a photo or a file with a caption.
tg-news-ask-to = Who is it for?
tg-news-ask-reader = Whom to add?
tg-news-ask-when = When to send it? Choose or type "10:00", "tomorrow 14:00", "25.12 9:30".
tg-news-ask-repeat = Repeat it?
tg-news-ask-expires = Until which day is it valid? Then it goes to the archive. May be skipped.
tg-news-ask-rule = Is there a rule of sale? Choose the product: below the announced price it is not sold without approval. Or skip.
tg-news-ask-floor = Not below which price? For example: 118 rub/kg
tg-news-ask-until = Until which day is the rule in force?
tg-price-rule-is = 📌 Not below { $price } until { $until } (announcement { $number })

# Reminders and the terms of warehouses
button-outcome = 📝 Record the outcome
button-term-move = 🚚 Move
button-term-zero = 🗑 Write off
button-term-extend = 📅 Extend
job-reservation-reminder = Reminders of reservations
job-warehouse-term = Terms of warehouses
job-sample-call = Calls about samples
job-task-due = Times of tasks
job-unanswered = Clients without an answer
notice-holding-tomorrow = ⏳ The reservation lapses tomorrow: { $at }
notice-holding-today = ⏳ The reservation lapses today: { $at }
notice-holding-about =
    { $product } · { $grams }
    { $warehouse } · { $client }
notice-holding-no-more = No more extensions: the head of sales may extend it
notice-holding-extended = 🔁 The reservation is extended until { $at }
notice-holding-released = ✖️ The reservation was released { $at }, the goods are free
notice-holding-lapsed = ⌛ The reservation lapsed { $at }, the goods are free
notice-holding-shipped = 🚚 The whole reservation was shipped { $at }
notice-holding-part = 🚚 A part of the reservation was shipped, still reserved:
notice-holding-moved = 🏭 The reservation was moved to another warehouse
notice-holding-bound = 🤝 The reservation was taken into a deal
notice-holding-ordered = 🤝 The reservation is in an order and lapses no more
notice-holding-still = The time stays: { $at }
notice-reservation-moved = 🏭 { $by }: your reservation has gone to another warehouse, { $grams }
notice-term-ahead = { $count ->
    [0] 🏭 “{ $warehouse }”: the warehouse ends today, and goods lie there
    [1] 🏭 “{ $warehouse }”: the warehouse ends tomorrow, and goods lie there
   *[other] 🏭 “{ $warehouse }”: the warehouse ends in { $count } days, and goods lie there
 }
notice-term-over = 🏭 “{ $warehouse }”: the warehouse has ended, and goods still lie there
notice-term-until = Until { $at }
notice-term-goods = • { $product } · { $hand }
notice-term-held = • { $product } · { $hand }, reserved of it { $reserved }
notice-term-more = …and more items: { $count }
notice-term-total = { $hand } altogether
notice-term-total-held = { $hand } altogether, { $reserved } reserved
notice-term-closed = 🏭 “{ $warehouse }”: settled
notice-term-moved = 🚚 The goods were moved to “{ $target }”
notice-term-zeroed = 🗑 The rest was written off
notice-term-extended = 📅 Extended until { $at }
notice-term-unlimited = 📅 The warehouse has no term any more
notice-sample-call = 📞 Call about the sample: { $client }
notice-sample-about = { $product } · { $grams }
notice-sample-sent = Sent { $at }, no outcome yet
notice-task-now = ⏰ The task is due: { $at }
notice-task-author = From: { $author }
notice-task-overdue = ⚠️ The task is overdue: { $name }
notice-unanswered = 💬 A client waits for an answer: { $client }
notice-unanswered-since = Wrote { $at }, { $lasting } of working time ago
notice-unanswered-who = Answers: { $name }
tg-form-term-move = 🚚 Move everything from the warehouse
tg-form-term-zero = 🗑 Write off everything in the warehouse
tg-form-term-extend = 📅 Another term of the warehouse
tg-ask-term-target = To which warehouse without a term?
tg-ask-term-until = Until which day, that day included? For example: 25.12
tg-term-never = Without a term
tg-term-goods = • { $product } · { $hand }
tg-term-held = • { $product } · { $hand }, reserved of it { $reserved }
tg-term-more = …and more items: { $count }
tg-term-along = Reservations go along with the goods: clients and times stay as they are.
tg-term-promised = ⚠️ { $reserved } are reserved: nothing can be written off until they are released or moved.
tg-term-nothing = Nothing lies there any more.
tg-term-moved = 🚚 { $grams } moved to “{ $target }”
tg-term-moved-held = With their reservations: { $reserved }
tg-term-zeroed = 🗑 { $grams } written off in “{ $warehouse }”
tg-term-unlimited = 📅 “{ $warehouse }” has no term any more
tg-term-extended = 📅 “{ $warehouse }”: until { $until }
error-still-reserved = { $kg } kg are reserved there: nothing was written off. Move the goods with their reservations first, or release them.
error-warehouse-nowhere = There is nowhere to move it: no warehouse is unlimited. Add one, or make one of them unlimited.
error-warehouse-limited = That warehouse has a term as well. Choose one without.

# The board (A14, B2)
board-head = 📌 Board of { $day }
board-held = Reservations: { $count }
board-none = No reservations
board-more = …and { $count } more
board-bound = until shipped
board-age = day { $nth } of { $total }
board-shipped = 🚚 Shipments today: { $count } · { $grams }
board-whatsapp = 💬 WhatsApp today: { $heard } from clients, { $written } from us
board-sms = ✉️ SMS today: { $heard } from clients, { $written } from us
board-offers = 📄 Offers today: { $count }
board-profit =
    💰 Average profit a deal today
    without transport: { $without } | with it: { $transport }
board-partly = { $amount }, of { $known } of { $all }
board-rate-day = for { $day }
board-all = 📋 All reservations
tg-board-pin = 📌 Pin the board
tg-board-unpin = Unpin the board
tg-board-pinned = The board comes in a moment and is pinned.
tg-board-unpinned = The board is unpinned.
