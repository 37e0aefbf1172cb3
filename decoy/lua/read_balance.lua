-- Write the provider's balance down, and how far it lies from our own figures. Nobody knows whether it has what was on
-- its way while it was read, so those figures are a span. What was spent meanwhile counts as not yet in the balance.
-- KEYS 1 balance, 2 funds
-- ARGV 1 claim it was read under, 2 now (ms), 3 micros
-- Returns 1, or 0 when this claim has written before, or a later one was made.
if redis.call('HGET', KEYS[1], 'open') ~= ARGV[1] then
  return 0
end
local function number(key, field)
  return tonumber(redis.call('HGET', key, field) or 0)
end
local function whole(micros)
  return string.format('%.0f', micros)
end
local micros, topped_up = tonumber(ARGV[3]), number(KEYS[1], 'topped_up')
local before, after = number(KEYS[1], 'spent'), number(KEYS[2], 'spent')
local reserved = math.max(number(KEYS[1], 'reserved'), number(KEYS[2], 'reserved'))
local least, most = topped_up - math.max(before, after) - reserved, topped_up - math.min(before, after)
local drift = math.min(micros - least, 0) + math.max(micros - most, 0)

redis.call('HDEL', KEYS[1], 'open', 'lost_at', 'why')
redis.call('HSET', KEYS[1], 'micros', whole(micros), 'drift', whole(drift), 'read_at', ARGV[2])
redis.call('HSET', KEYS[2], 'balance', whole(micros), 'balance_spent', whole(math.min(before, after)))
return 1
