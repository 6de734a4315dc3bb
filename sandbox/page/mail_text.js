// What a reader sees of a letter's plain form: its links stand below as buttons, its signature is small.
const SIGNATURE = /\n-- \n([\s\S]*)$/;

export function letterParts({ subject, text, links = [] }) {
  const footer = text.match(SIGNATURE)?.[1].trim() ?? '';
  let words = text.replace(SIGNATURE, '');
  for (const { label, url } of links) words = words.replace(`${label}:\n${url}`, '');
  words = words.replace(/\n{3,}/g, '\n\n').trim();
  // A first line that is the subject once more stands above already.
  if (words.startsWith(`${subject}\n`)) words = words.slice(subject.length).trim();
  return { words, footer };
}

export const letterPreview = (letter) => letterParts(letter).words.replace(/\s*\n\s*/g, ' · ');
