// Line icons drawn on a 24 px grid; kept as path data so that the page needs no image or font.
const PATHS = {
  send: 'M4.5 12 20 4.5 15.5 20l-3.6-6.2zM11.9 13.8 20 4.5',
  attach: 'M19.5 11.5 12 19a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.5 1.5 0 0 1-2.2-2.2l7.3-7.2',
  reply: 'M10 7 5 12l5 5M5.5 12H14a5 5 0 0 1 5 5v1',
  edit: 'M5 19l.8-3.6L16 5.2a1.7 1.7 0 0 1 2.4 0l.4.4a1.7 1.7 0 0 1 0 2.4L8.6 18.2z',
  smile: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14a4.2 4.2 0 0 0 7 0M9 9.6v.1M15 9.6v.1',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M6 9.5l6 6 6-6',
  up: 'M6 14.5l6-6 6 6',
  back: 'M14.5 6l-6 6 6 6',
  more: 'M12 5.5v.1M12 12v.1M12 18.5v.1',
  keyboard: 'M4.5 7h15A1.5 1.5 0 0 1 21 8.5v7A1.5 1.5 0 0 1 19.5 17h-15A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7zM7 10.5v.1M11 10.5v.1M15 10.5v.1M8.5 13.7h7',
  pin: 'M9 4h6l-1 6 3.5 3.5h-11L10 10zM12 13.5V20',
  document: 'M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10.5A.5.5 0 0 1 6.5 20V4a.5.5 0 0 1 .5-.5zM13.5 3.8V8h4',
  place: 'M12 20.5s6.5-5.7 6.5-10.5a6.5 6.5 0 0 0-13 0c0 4.8 6.5 10.5 6.5 10.5zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  person: 'M12 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM4.8 20a7.2 7.2 0 0 1 14.4 0',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  wall: 'M4 5h16v14H4zM4 9.7h16M4 14.3h16M9.5 5v4.7M14.5 9.7v4.6M9.5 14.3V19',
  refresh: 'M19 12a7 7 0 1 1-2-4.9M19 4v4h-4',
  users: 'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 19a6 6 0 0 1 12 0M15.5 5a3.2 3.2 0 0 1 0 5.8M17 13.5a6 6 0 0 1 4 5.5',
  photos: 'M4 7.5h12.5V20H4zM7.5 7.5V4H20v12.5h-3.5M4 17l4-4 4.5 4.5',
  alert: 'M12 7.5v5.5M12 16.5v.1M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name] ?? PATHS.document);
  svg.append(path);
  return svg;
}
