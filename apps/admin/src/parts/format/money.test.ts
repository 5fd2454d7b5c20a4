import { describe, expect, it } from 'vitest';
import { decimalText, formatMoney, formatMoneyShort, minorUnits } from './money.ts';

describe('money', () => {
  it('is written exactly from minor units', () => {
    expect(formatMoney({ amount: 250_031_563, currency: 'USD' }, 'en-US')).toBe('$2,500,315.63');
    expect(formatMoney({ amount: 0, currency: 'USD' }, 'en-US')).toBe('$0.00');
    expect(formatMoney({ amount: -5, currency: 'USD' }, 'en-US')).toBe('-$0.05');
  });

  it('keeps the cents of the largest amount the wire allows', () => {
    expect(formatMoney({ amount: 8_999_999_999_999, currency: 'USD' }, 'en-US')).toBe('$89,999,999,999.99');
  });

  it('knows how many digits a currency has', () => {
    expect(formatMoney({ amount: 1_500, currency: 'JPY' }, 'en-US')).toBe('¥1,500');
    expect(formatMoney({ amount: 1_500, currency: 'KWD' }, 'en-US')).toBe('KWD\u00a01.500');
    expect(formatMoney({ amount: 499_050, currency: 'HUF' }, 'en-US')).toBe('HUF\u00a04,990.50');
  });

  it('shows a currency that does not exist by its code', () => {
    expect(formatMoney({ amount: 1_250, currency: 'QQQ' }, 'en-US')).toBe('QQQ\u00a012.50');
  });

  it('is short on an axis', () => {
    expect(formatMoneyShort({ amount: 250_031_563, currency: 'USD' }, 'en-US')).toBe('$2.5M');
  });

  it('moves the point as text', () => {
    expect(decimalText(7, 2)).toBe('0.07');
    expect(decimalText(-1299, 2)).toBe('-12.99');
    expect(decimalText(1299, 0)).toBe('1299');
  });

  it('reads what a person typed, without binary crumbs', () => {
    expect(minorUnits(500, 'USD')).toBe(50_000);
    expect(minorUnits(1.15, 'USD')).toBe(115);
    expect(minorUnits(500, 'JPY')).toBe(500);
  });
});
