import { describe, expect, it } from 'vitest';
import { fillPath, queryString } from './query-string.ts';

describe('the query string', () => {
  it('leaves out what is empty, and keeps a zero', () => {
    expect(queryString({ search: '', cursor: null, type: undefined, 'orderCount.gte': 0 })).toBe('?orderCount.gte=0');
  });

  it('is empty when nothing is asked', () => {
    expect(queryString({})).toBe('');
  });

  it('escapes what a person typed', () => {
    expect(queryString({ search: 'a&b=ü' })).toBe('?search=a%26b%3D%C3%BC');
  });
});

describe('a path of the contract', () => {
  it('gets its parameters, escaped', () => {
    expect(fillPath('/api/v1/contacts/{id}/timeline', { id: 'a/b' })).toBe('/api/v1/contacts/a%2Fb/timeline');
  });

  it('refuses to be called with a parameter missing', () => {
    expect(() => fillPath('/api/v1/contacts/{id}')).toThrow('needs id');
  });
});
