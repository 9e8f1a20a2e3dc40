-- The identifier a touch is filed under: when identities change, the touch goes where this key goes. Null for touches that
-- were written down before.
alter table touch_view add column filed_under bytea;
