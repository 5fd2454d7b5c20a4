import { type Drawing, line, shadow } from './drawing.ts';

const bottle =
  'M214 168V246C214 292 150 314 150 396V466Q150 502 186 502H314Q350 502 350 466V396C350 314 286 292 286 246V168Z';
const water = 'M166 350C156 364 150 378 150 396V466Q150 502 186 502H314Q350 502 350 466V396C350 378 344 364 334 350Z';

export const carafeSet: Drawing = {
  setting: 'room',
  closeUp: '130 150 270 270',
  draw: (paint) =>
    [
      `<path d="M170 500H352L540 560H330Z" fill="${paint.base}" opacity=".4"/><path d="M392 500H486L590 534H480Z" fill="${paint.base}" opacity=".34"/>`,
      shadow(254, 503, 108),
      shadow(440, 503, 58),
      `<path d="${bottle}" fill="${paint.light}" opacity=".62"/><path d="${water}" fill="${paint.base}" opacity=".72"/>`,
      `<ellipse cx="250" cy="350" rx="85" ry="13" fill="${paint.light}"/>`,
      `<path d="M300 312C330 336 350 352 350 396V466Q350 502 314 502H292C322 486 318 420 314 392C310 352 300 330 286 296Z" fill="${paint.shade}" opacity=".6"/>`,
      line('M174 392V462', '#ffffff', 11),
      line('M228 178V246', '#ffffff', 7),
      // The small glass sits on the neck, upside down.
      `<path d="M196 120Q196 108 208 108H292Q304 108 304 120L312 232H188Z" fill="${paint.light}" opacity=".75"/><path d="M280 108H292Q304 108 304 120L312 232H288Z" fill="${paint.shade}" opacity=".45"/><ellipse cx="250" cy="232" rx="62" ry="9" fill="${paint.base}" opacity=".5"/>`,
      line('M212 128L208 212', '#ffffff', 7),
      `<path d="M388 384H492L482 486Q480 502 464 502H416Q400 502 398 486Z" fill="${paint.light}" opacity=".75"/><path d="M393 430H487L482 486Q480 502 464 502H416Q400 502 398 486Z" fill="${paint.base}" opacity=".7"/><path d="M466 384H492L482 486Q480 502 464 502H450Z" fill="${paint.shade}" opacity=".4"/><ellipse cx="440" cy="384" rx="52" ry="9" fill="${paint.light}"/><ellipse cx="440" cy="430" rx="47" ry="7" fill="${paint.light}" opacity=".8"/>`,
      line('M408 400L412 476', '#ffffff', 7),
      '<g transform="translate(496 378)"><circle r="32" fill="#f3c244"/><circle r="25" fill="#fff3bf"/><path d="M0-22V22M-22 0H22M-15-15L15 15M15-15L-15 15" stroke="#f3c244" stroke-width="4"/></g>',
    ].join(''),
};
