// Ten different small photos made on the spot, so that an album can be tried without any file at hand.
const NAMES = ['ПЭТ 80', 'ПНД 276', 'ПВД 158', 'ПП 21030', 'АБС', 'ПС 525', 'ПЭ 100', 'ПВХ С70', 'ЭВА', 'ПК'];

export async function drawnPhotos(count) {
  const photos = [];
  for (let i = 0; i < count; i += 1) {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = `hsl(${(i * 37 + 190) % 360} 32% 42%)`;
    pen.fillRect(0, 0, 640, 480);
    // Granules: enough to look like a sample of raw material, seeded by the number so that pictures repeat between runs.
    let seed = i * 7919 + 17;
    const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
    for (let k = 0; k < 260; k += 1) {
      pen.fillStyle = `hsl(${(i * 37 + 190) % 360} 28% ${48 + random() * 36}%)`;
      pen.beginPath();
      pen.ellipse(random() * 640, 150 + random() * 330, 12, 9, random() * 3, 0, 7);
      pen.fill();
    }
    pen.fillStyle = '#fff';
    pen.font = '600 54px system-ui, sans-serif';
    pen.fillText(NAMES[i % NAMES.length], 32, 92);
    photos.push({ name: `sample-${i + 1}.jpg`, type: 'image/jpeg', b64: canvas.toDataURL('image/jpeg', 0.82).split(',', 2)[1] });
  }
  return photos;
}
