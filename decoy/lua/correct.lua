-- Correct what a sent reply was thought to cost by what the provider says it cost.
-- KEYS 1 reservation, 2 funds, 3 days, 4 ledger, 5 unpriced, 6 hours, 7 tally, 8 months
-- ARGV 1 micros, 2 member of unpriced, 3 entry "corrected", without its amount, 4 hour in which it was spent
-- Returns 1, or 0 when it was corrected before, or never spent.
redis.call('ZREM', KEYS[5], ARGV[2])
local state, thought, confirmed, counted = unpack(
  redis.call('HMGET', KEYS[1], 'state', 'micros', 'confirmed', 'counted'))
if state ~= 'settled' or confirmed then
  return 0
end
local more = string.format('%.0f', ARGV[1] - thought)
redis.call('HSET', KEYS[1], 'micros', ARGV[1], 'confirmed', '1')
redis.call('HINCRBY', KEYS[2], 'spent', more)
redis.call('HINCRBY', KEYS[2], 'confirmed', ARGV[1])
-- Reservations of earlier releases remember one date instead of days.
local days, date = unpack(redis.call('HMGET', KEYS[1], 'days', 'date'))
local counting = days and cjson.decode(days) or {date}
for _, field in ipairs(counting) do
  redis.call('HINCRBY', KEYS[3], field, more)
end
local month = string.sub(counting[1], 1, 7)
redis.call('HINCRBY', KEYS[8], month .. ' cost', more)
redis.call('HINCRBY', KEYS[8], month .. ' confirmed', ARGV[1])
redis.call('HINCRBY', KEYS[6], ARGV[4], more)
if counted then
  redis.call('HINCRBY', KEYS[7], counted, more)
  redis.call('HINCRBY', KEYS[7], 'confirmed' .. string.sub(counted, #'cost' + 1), ARGV[1])
end
redis.call('XADD', KEYS[4], '*', 'amount', more, unpack(cjson.decode(ARGV[3])))
return 1
