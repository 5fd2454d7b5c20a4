-- A link to preferences that was asked for works for an hour. Messages that still have the words of before say so.
create temporary table words (language text, before text, after text) on commit drop;
insert into words values
  ('en', 'The link works for one day.', 'The link works for one hour.'),
  ('de', 'Der Link gilt einen Tag.', 'Der Link gilt eine Stunde.'),
  ('fr', 'Le lien est valable un jour.', 'Le lien est valable une heure.'),
  ('es', 'El enlace funciona un día.', 'El enlace funciona una hora.'),
  ('it', 'Il link vale un giorno.', 'Il link vale un’ora.'),
  ('nl', 'De link werkt één dag.', 'De link werkt één uur.'),
  ('pl', 'Link działa jeden dzień.', 'Link działa godzinę.'),
  ('pt', 'A ligação funciona um dia.', 'A ligação funciona uma hora.'),
  ('ja', 'リンクは1日有効です。', 'リンクは1時間有効です。'),
  ('ar', 'يعمل الرابط ليوم واحد.', 'يعمل الرابط لمدة ساعة.');
update messages m set preheader = replace(m.preheader, w.before, w.after), body = replace(m.body, w.before, w.after)
from words w where m.key = 'preferences_link' and w.language = m.language;
update message_translations t set preheader = replace(t.preheader, w.before, w.after), body = replace(t.body, w.before, w.after)
from words w, messages m where m.id = t.message_id and m.key = 'preferences_link' and w.language = t.language;
drop table words;
