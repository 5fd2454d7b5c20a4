import { describe, expect, it } from 'vitest';
import { formName, rateHint, rateInWords } from './use-words.ts';

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

  it('says when it rests on too little', () => {
    expect(rateHint({ viewed: 12, succeeded: 3 })).toBe('3 of 12: too few to tell');
    expect(rateHint({ viewed: 100, succeeded: 3 })).toBeUndefined();
  });
});
