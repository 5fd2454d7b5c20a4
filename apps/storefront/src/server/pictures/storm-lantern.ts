import { type Drawing, flame, line, shadow, solid } from './drawing.ts';

export const stormLantern: Drawing = {
  setting: 'room',
  closeUp: '165 200 270 270',
  draw: (paint) =>
    [
      '<circle cx="300" cy="338" r="196" fill="#fff6cf" opacity=".4"/><circle cx="300" cy="338" r="128" fill="#fff1b0" opacity=".65"/>',
      shadow(308, 504, 112),
      line('M208 318C180 66 420 66 392 318', '#6b7298', 6),
      line('M230 446C184 392 182 284 246 226M370 446C416 392 418 284 354 226', paint.base, 15),
      line('M374 446C420 392 422 284 358 226', paint.shade, 7),
      '<path d="M270 406C222 372 224 292 272 264H328C376 292 378 372 330 406Z" fill="#fffdf0" opacity=".72"/>',
      flame(300, 396, 0.98),
      '<path d="M262 300C246 326 246 356 262 380" fill="none" stroke="#fff" stroke-width="9" stroke-linecap="round"/>',
      line('M250 296H350M242 350H358', paint.shade, 4),
      solid('lantern-collar', 'M258 404H342L350 434H250Z', paint, { shade: 'M318 400H360V440H324Z' }),
      solid(
        'lantern-tank',
        'M210 456Q212 430 240 430H360Q388 430 390 456L384 486Q380 502 362 502H238Q220 502 216 486Z',
        paint,
        {
          shade: 'M344 424H396V508H352Z',
          light: 'M234 440h22v52h-16Z',
        },
      ),
      `<circle cx="206" cy="418" r="13" fill="#e0b04c"/><circle cx="204" cy="416" r="6" fill="#f3d488"/>`,
      line('M218 418H252', '#b88a2c', 6),
      solid('lantern-cap', 'M262 266L270 232H330L338 266Z', paint, { shade: 'M316 230H340V268H320Z' }),
      solid('lantern-hood', 'M236 232Q240 204 272 202H328Q360 204 364 232Z', paint, {
        shade: 'M326 200H368V236H334Z',
        light: 'M258 210h18v18h-24Z',
      }),
      solid('lantern-chimney', 'M272 204L278 172Q300 162 322 172L328 204Z', paint, { shade: 'M308 160H330V206H312Z' }),
      line('M286 250H314', paint.shade, 7),
      line('M286 186H312', paint.shade, 6),
    ].join(''),
};
