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
tg-find-ask = 🔎 Whom to find? Reply to this message: a name, INN or phone. Or at once: /find text
tg-find-head = 🔎 Found: { $count }
tg-find-none = Nobody. Try a part of the name, the INN or the phone.
tg-find-more = And { $count } more. Narrow it down.
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
tg-card-status = Status: { $status }
tg-card-contract = Contract: { $contract }
tg-status-pending = pending
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
