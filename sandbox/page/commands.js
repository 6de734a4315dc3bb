// Which command list a person sees: the narrowest scope wins, and within it his own language.
const ORDER = ['chat_member', 'chat', 'all_private_chats', 'default'];

export function commandsFor(rows, chat, user, language) {
  // A sandbox that already chose gives plain commands.
  if (rows.length && rows[0].command) return rows;
  const rank = ({ scope = {}, language_code: code }) => {
    const type = scope.type ?? 'default';
    if (type === 'chat_member' && (String(scope.chat_id) !== String(chat) || String(scope.user_id) !== String(user))) return -1;
    if (type === 'chat' && String(scope.chat_id) !== String(chat)) return -1;
    if (code && code !== language) return -1;
    const place = ORDER.indexOf(type);
    return place < 0 ? -1 : (ORDER.length - place) * 2 + (code ? 1 : 0);
  };
  const best = rows.filter((row) => row.commands?.length).reduce((found, row) => {
    const value = rank(row);
    return value > found.value ? { value, row } : found;
  }, { value: -1, row: null });
  return best.row?.commands ?? [];
}
