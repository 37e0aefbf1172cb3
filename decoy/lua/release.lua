-- Give back what was set aside: the reply was surely not sent.
-- The hour's share is not given back: by now it may have let others through.
-- KEYS 1 reservation, 2 funds, 3 days, 4 ledger
-- ARGV 1 entry "released", without its amount
-- Returns 1, or 0 when there is nothing set aside (settled before, released before, never reserved).
if redis.call('HGET', KEYS[1], 'state') ~= 'reserved' then
  return 0
end
-- Reservations of earlier releases remember one date instead of days.
local micros, days, date = unpack(redis.call('HMGET', KEYS[1], 'micros', 'days', 'date'))
local less = string.format('%.0f', 0 - micros)
redis.call('HSET', KEYS[1], 'state', 'released')
redis.call('HINCRBY', KEYS[2], 'reserved', less)
for _, field in ipairs(days and cjson.decode(days) or {date}) do
  redis.call('HINCRBY', KEYS[3], field, less)
end
redis.call('XADD', KEYS[4], '*', 'amount', micros, unpack(cjson.decode(ARGV[1])))
return 1
