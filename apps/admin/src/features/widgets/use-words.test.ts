import { describe, expect, it } from 'vitest';
import { testedForms } from './tested-forms.ts';
import { formName, rateInWords } from './use-words.ts';

describe('what a form is called', () => {
  it('names the widget, and the form where the page does', () => {
    expect(formName({ widget: 'back_in_stock', formId: null })).toBe('Back in stock');
    expect(formName({ widget: 'newsletter', formId: 'footer' })).toBe('Newsletter “footer”');
  });
});

describe('the rate', () => {
  it('is a share, or nothing where nothing was shown', () => {
    expect(rateInWords(0.125)).toBe('12.5%');
    expect(rateInWords(null)).toBe('–');
  });
});

describe('the forms that are tested', () => {
  const use = (formId: string | null, variation: string | null, viewed: number) => ({
    ...{ widget: 'newsletter', formId, variation, viewed },
    ...{ started: 0, submitted: 0, succeeded: 0, failed: 0, dismissed: 0, rate: null },
  });

  it('are those of which two variations were viewed', () => {
    const uses = [use('popup', 'a', 5), use('popup', 'b', 4), use('footer', 'a', 3), use('footer', 'b', 0)];
    expect(testedForms([...uses, use('side', null, 9), use(null, 'a', 9), use(null, 'b', 9)])).toEqual([
      { widget: 'newsletter', formId: 'popup' },
    ]);
  });
});
