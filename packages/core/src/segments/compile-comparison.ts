import type { DateComparison, NumberComparison, PropertyComparison, TextComparison } from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import { sql } from '../db/index.ts';
import { anniversaryDays, type Duration, millisecondsOf } from '../lib/index.ts';
import type { Statement } from '../ports/index.ts';

/** When a filter is evaluated, and in which time zone its days are. */
export type Moment = { now: Date; timezone: string };

/** See `isBlank` of the contract. */
const blanks = ' \t\n\r\u00a0';

/** True if a condition is false or unknown: what has no value is not equal to anything. */
export const not = (condition: Statement): Statement => sql`not coalesce(${condition}, false)`;

const json = (value: unknown): Statement => sql`${JSON.stringify(value)}::text::jsonb`;

const isSetTo = (isSet: boolean, hasValue: Statement): Statement => (isSet ? hasValue : not(hasValue));

/** @param text an expression of type text */
export function compareText(text: Statement, comparison: TextComparison): Statement {
  switch (comparison.operator) {
    case 'equals':
      return sql`${text} = ${comparison.value}::text`;
    case 'not_equals':
      return not(sql`${text} = ${comparison.value}::text`);
    case 'contains':
      return sql`strpos(lower(${text}), lower(${comparison.value}::text)) > 0`;
    case 'starts_with':
      return sql`starts_with(lower(${text}), lower(${comparison.value}::text))`;
    case 'in':
      return sql`${text} in ${sql.texts(comparison.values)}`;
    case 'not_in':
      return not(sql`${text} in ${sql.texts(comparison.values)}`);
    case 'is_set':
      return isSetTo(comparison.value, sql`btrim(${text}, ${blanks}::text) <> ''`);
  }
}

/** Whole numbers have the type of the columns, so that an index on them can be used. */
const number = (value: number): Statement =>
  Number.isSafeInteger(value) ? sql`${String(value)}::bigint` : sql`${String(value)}::numeric`;

const oneOfNumbers = (expression: Statement, values: readonly number[]): Statement =>
  sql`${expression} in (select n::numeric from jsonb_array_elements_text(${json(values)}) as n)`;

/** @param expression an expression of type integer, bigint or numeric */
export function compareNumber(expression: Statement, comparison: NumberComparison): Statement {
  switch (comparison.operator) {
    case 'equals':
      return sql`${expression} = ${number(comparison.value)}`;
    case 'not_equals':
      return not(sql`${expression} = ${number(comparison.value)}`);
    case 'greater_than':
      return sql`${expression} > ${number(comparison.value)}`;
    case 'less_than':
      return sql`${expression} < ${number(comparison.value)}`;
    case 'between':
      return sql`${expression} between ${number(comparison.from)} and ${number(comparison.to)}`;
    case 'in':
      return oneOfNumbers(expression, comparison.values);
    case 'not_in':
      return not(oneOfNumbers(expression, comparison.values));
    case 'is_set':
      return isSetTo(comparison.value, sql`${expression} is not null`);
  }
}

/** @param time an expression of type timestamptz */
export function compareDate(time: Statement, comparison: DateComparison, moment: Moment): Statement {
  switch (comparison.operator) {
    case 'before':
      return sql`${time} < ${startOf(comparison.value, moment)}`;
    case 'after':
      return isDay(comparison.value)
        ? sql`${time} >= ${endOf(comparison.value, moment)}`
        : sql`${time} > ${comparison.value}::timestamptz`;
    case 'within_last':
      return sql`(${time} > ${agoOf(comparison, moment)} and ${time} <= ${moment.now})`;
    case 'more_than_ago':
      return sql`${time} <= ${agoOf(comparison, moment)}`;
    case 'is_today': {
      const today = todayOf(moment).toString();
      return sql`(${time} >= ${startOf(today, moment)} and ${time} < ${endOf(today, moment)})`;
    }
    case 'on_this_day':
      return sql`to_char(${time} at time zone ${moment.timezone}::text, 'MM-DD') in ${sql.texts(anniversaryDays(todayOf(moment)))}`;
    case 'is_set':
      return isSetTo(comparison.value, sql`${time} is not null`);
  }
}

/** @param value an expression of type jsonb; null if the property is missing */
export function compareProperty(value: Statement, comparison: PropertyComparison, moment: Moment): Statement {
  switch (comparison.operator) {
    case 'equals':
      return oneOf(value, [comparison.value]);
    case 'not_equals':
      return not(oneOf(value, [comparison.value]));
    case 'in':
      return oneOf(value, comparison.values);
    case 'not_in':
      return not(oneOf(value, comparison.values));
    case 'contains':
      return sql`case jsonb_typeof(${value})
        when 'array' then exists (
          select from jsonb_array_elements(${value}) as item
          where lower(property_text(item)) = lower(${comparison.value}::text))
        else ${compareText(sql`property_text(${value})`, comparison)} end`;
    case 'starts_with':
      return compareText(sql`property_text(${value})`, comparison);
    case 'greater_than':
    case 'less_than':
    case 'between':
      return compareNumber(sql`property_number(${value})`, comparison);
    case 'is_set':
      return isSetTo(
        comparison.value,
        sql`case coalesce(jsonb_typeof(${value}), 'null')
          when 'null' then false
          when 'string' then btrim(property_text(${value}), ${blanks}::text) <> ''
          else true end`,
      );
    default:
      return compareDate(sql`property_time(${value}, ${moment.timezone}::text)`, comparison, moment);
  }
}

/** Texts and booleans equal values of their type; numbers also equal texts that are numbers. */
function oneOf(value: Statement, values: readonly (string | number | boolean)[]): Statement {
  const numbers = values.filter((one) => typeof one === 'number');
  const others = values.filter((one) => typeof one !== 'number');
  const parts = [
    ...(others.length === 1 ? [sql`${value} = ${json(others[0])}`] : []),
    ...(others.length > 1 ? [sql`${value} in (select jsonb_array_elements(${json(others)}))`] : []),
    ...(numbers.length > 0 ? [oneOfNumbers(sql`property_number(${value})`, numbers)] : []),
  ];
  return sql`(${sql.join(parts, ' or ')})`;
}

export const isDay = (date: string) => date.length === 'YYYY-MM-DD'.length;

/** The time itself, or the first moment of a day. */
export function startOf(date: string, { timezone }: Moment): Statement {
  return isDay(date) ? sql`(${date}::date::timestamp at time zone ${timezone}::text)` : sql`${date}::timestamptz`;
}

/** The first moment after a day. */
export function endOf(day: string, moment: Moment): Statement {
  return startOf(Temporal.PlainDate.from(day).add({ days: 1 }).toString(), moment);
}

export function agoOf(duration: Duration, { now }: Moment): Date {
  return new Date(now.getTime() - millisecondsOf(duration));
}

const todayOf = ({ now, timezone }: Moment) =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timezone).toPlainDate();
