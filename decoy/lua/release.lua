-- Give back what was set aside: the reply was surely not sent.
-- KEYS 1 reservation, 2 funds, 3 days, 4 ledger
-- ARGV 1 entry "released", without its amount
-- Returns 1, or 0 when there is nothing set aside (settled before, released before, never reserved).
if redis.call('HGET', KEYS[1], 'state') ~= 'reserved' then
  return 0
end
local micros = redis.call('HGET', KEYS[1], 'micros')
redis.call('HSET', KEYS[1], 'state', 'released')
redis.call('HINCRBY', KEYS[2], 'reserved', '-' .. micros)
redis.call('HINCRBY', KEYS[3], redis.call('HGET', KEYS[1], 'date'), '-' .. micros)
local used = tonumber(redis.call('HGET', KEYS[2], 'hour_used') or 0)
redis.call('HSET', KEYS[2], 'hour_used', string.format('%.0f', math.max(0, used - micros)))
local entry = cjson.decode(ARGV[1])
redis.call('XADD', KEYS[4], '*', 'amount', micros, unpack(entry))
return 1
