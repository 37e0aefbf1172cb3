-- Spend what was set aside: the reply was sent.
-- KEYS 1 reservation, 2 funds, 3 ledger, 4 unpriced, 5 hours, 6 days, 7 tally, 8 what callers cost today, 9 months
-- ARGV 1 entry "settled", without its amount, 2 now (ms), 3 member of unpriced, or "" when nobody can tell its price,
--      4 hour, 5 field of days that counts the replies (it begins with the date), 6 field of the tally, 7 caller ref,
--      or "" when he was forgotten, 8 [keep what callers cost for (ms), most of them, how many of these stay when there
--      are more]
-- Returns 1 when it is spent, now or before; 0 when nothing is set aside (released before, never reserved).
local state, micros = unpack(redis.call('HMGET', KEYS[1], 'state', 'micros'))
if state ~= 'reserved' then
  return state == 'settled' and 1 or 0
end
redis.call('HSET', KEYS[1], 'state', 'settled', 'settled_at', ARGV[2], 'counted', ARGV[6])
redis.call('HINCRBY', KEYS[2], 'reserved', string.format('%.0f', 0 - micros))
redis.call('HINCRBY', KEYS[2], 'spent', micros)
redis.call('HINCRBY', KEYS[7], ARGV[6], micros)
local month = string.sub(ARGV[5], 1, 7)
redis.call('HINCRBY', KEYS[9], month .. ' cost', micros)
redis.call('HINCRBY', KEYS[9], month .. ' replies', 1)
redis.call('HINCRBY', KEYS[5], ARGV[4], micros)
redis.call('HINCRBY', KEYS[5], ARGV[4] .. ' events', 1)
redis.call('HINCRBY', KEYS[6], ARGV[5], 1)
if ARGV[7] ~= '' then
  local keep, most, stay = unpack(cjson.decode(ARGV[8]))
  redis.call('ZINCRBY', KEYS[8], micros, ARGV[7])
  redis.call('PEXPIRE', KEYS[8], keep)
  if redis.call('ZCARD', KEYS[8]) > most then
    redis.call('ZREMRANGEBYRANK', KEYS[8], 0, -1 - stay)
  end
end
redis.call('XADD', KEYS[3], '*', 'amount', micros, unpack(cjson.decode(ARGV[1])))
if ARGV[3] ~= '' then
  redis.call('ZADD', KEYS[4], ARGV[2], ARGV[3])
end
return 1
