import { type Language, toLanguage } from '../../lib/index.ts';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import it from './it.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import pl from './pl.json' with { type: 'json' };
import pt from './pt.json' with { type: 'json' };

/** The texts of the default messages, and of the frame around every mail. */
export type MessageTexts = typeof en;

export const messageTexts: Record<Language, MessageTexts> = { en, de, fr, es, it, nl, pl, pt, ja, ar };

/** The texts in the language of a message; a message may be in one that we do not have: then in English. */
export const textsOf = (language: string): MessageTexts => messageTexts[toLanguage(language) ?? 'en'];
