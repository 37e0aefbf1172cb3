-- Spend what was set aside: the reply was sent.
-- KEYS 1 reservation, 2 funds, 3 ledger
-- ARGV 1 entry "settled", without its amount
-- Returns 1, or 0 when there is nothing set aside (settled before, released before, never reserved).
if redis.call('HGET', KEYS[1], 'state') ~= 'reserved' then
  return 0
end
local micros = redis.call('HGET', KEYS[1], 'micros')
redis.call('HSET', KEYS[1], 'state', 'settled')
redis.call('HINCRBY', KEYS[2], 'reserved', '-' .. micros)
redis.call('HINCRBY', KEYS[2], 'spent', micros)
local entry = cjson.decode(ARGV[1])
redis.call('XADD', KEYS[3], '*', 'amount', micros, unpack(entry))
return 1
