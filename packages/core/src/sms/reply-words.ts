/**
 * What shoppers text to stop messages, in the languages of the product. Case, accents, punctuation and the blanks
 * between words do not matter.
 */
export const stopTexts: Record<string, readonly string[]> = {
  en: [
    'stop',
    'stop all',
    'unsubscribe',
    'unsub',
    'cancel',
    'end',
    'quit',
    'revoke',
    'opt out',
    'opt me out',
    'remove me',
    'take me off',
    'take me off your list',
    'remove me from your list',
    'leave me alone',
    'do not text me',
    "don't text me",
    "don't text me again",
    'no more texts',
    'no more messages',
    'no more sms',
  ],
  de: [
    'stopp',
    'abmelden',
    'abbestellen',
    'austragen',
    'beenden',
    'ende',
    'keine SMS',
    'keine SMS mehr',
    'keine Nachrichten mehr',
    'keine Werbung mehr',
    'ich möchte keine SMS mehr',
    'ich will keine SMS mehr',
    'nicht mehr schreiben',
    'hört auf',
  ],
  fr: [
    'arrêt',
    'arrêter',
    'arrêtez',
    'désabonner',
    'désabonnez-moi',
    'me désabonner',
    'désinscription',
    'désinscrire',
    'plus de SMS',
    'plus de messages',
    'ne m’envoyez plus de SMS',
  ],
  es: [
    'parar',
    'baja',
    'alto',
    'cancelar',
    'detener',
    'dar de baja',
    'darme de baja',
    'quiero darme de baja',
    'no más SMS',
    'no más mensajes',
    'no quiero más mensajes',
  ],
  it: [
    'ferma',
    'fermare',
    'annulla',
    'cancellami',
    'disiscrivi',
    'disiscrivimi',
    'basta',
    'basta SMS',
    'basta messaggi',
    'niente più SMS',
    'non scrivetemi più',
  ],
  nl: ['stoppen', 'afmelden', 'uitschrijven', 'stopzetten', 'geen sms meer', 'geen berichten meer', 'stop met sms'],
  pl: [
    'zatrzymaj',
    'wypisz',
    'wypisz mnie',
    'rezygnuję',
    'anuluj',
    'koniec',
    'nie piszcie',
    'nie chcę SMS',
    'proszę nie pisać',
  ],
  pt: [
    'pare',
    'sair',
    'descadastrar',
    'me descadastre',
    'não quero mais SMS',
    'não quero mais mensagens',
    'chega de mensagens',
    'não me mande mais mensagens',
  ],
  ja: [
    '停止',
    '配信停止',
    '解除',
    '退会',
    'ストップ',
    '配信停止してください',
    '停止してください',
    '送らないでください',
  ],
  ar: ['توقف', 'إيقاف', 'أوقف', 'قف', 'إلغاء', 'إلغاء الاشتراك', 'أوقفوا الرسائل', 'لا ترسلوا لي رسائل'],
};

/** What shoppers text to get messages again. */
export const startTexts: Record<string, readonly string[]> = {
  en: ['start', 'unstop', 'restart', 'resume'],
  fr: ['reprendre', 'démarrer'],
  es: ['iniciar', 'reanudar'],
  it: ['riprendi', 'inizia'],
  pl: ['wznów'],
  pt: ['reiniciar', 'retomar'],
  ja: ['再開', '開始'],
  ar: ['ابدأ', 'استئناف'],
};

/** Words at which typing errors are forgiven: long enough, and far from other words. */
export const spelledWords = [
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'optout',
  'arrêt',
  'abmelden',
  'afmelden',
] as const;

/** Words that ask politely, and do not change what is asked. */
export const politeWords = new Set(
  `please pls plz thank thanks thx you u hi hello hey ok okay kindly sorry
  bitte danke hallo merci svp bonjour por favor gracias hola grazie ciao per favore alstublieft aub dank je bedankt
  prosze dziekuje obrigado obrigada`.split(/\s+/),
);

/** How a request may begin before its verb. */
export const requestStarts = [
  'can you',
  'could you',
  'would you',
  'will you',
  'i want to',
  'i want you to',
  'i would like to',
  "i'd like to",
  'i said',
  'you need to',
  'you must',
];

/** Verbs that ask for an end, if only words of `stoppedThings` follow. */
export const stopVerbs = new Set(['stop', 'unsubscribe', 'quit']);

/** Words that say what is to stop, and say nothing else. */
export const stoppedThings = new Set(
  `texting messaging sending contacting spamming bothering writing calling text texts message messages msg msgs sms spam
  ads marketing promotions notifications me my number phone from to at on for this these those the all any your more
  it now immediately already everything anymore again us no`.split(/\s+/),
);
