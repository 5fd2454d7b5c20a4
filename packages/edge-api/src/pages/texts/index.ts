import type { Language } from '@beckon/core/lib';
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

/** The words of the hosted pages. What the preference center says as well stands in both, word for word. */
export type PageTexts = typeof en;

export const pageTexts: Record<Language, PageTexts> = { en, de, fr, es, it, nl, pl, pt, ja, ar };
