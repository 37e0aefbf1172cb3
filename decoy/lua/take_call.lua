-- Take the price of a recording out of the calls' part of the hour's share, if it has room for it.
-- KEYS 1 funds
-- ARGV 1 now (ms), 2 micros, 3 the calls' part of the hour's share
-- Returns 1, or 0 when it is used up for now.
local micros, cap = tonumber(ARGV[2]), tonumber(ARGV[3])
local used, since = unpack(redis.call('HMGET', KEYS[1], 'calls_used', 'calls_at'))
-- A bucket that empties evenly within an hour, as the hour's share does (reserve.lua); a moment more than an hour ahead
-- came from a wrong clock.
if tonumber(since or 0) > ARGV[1] + 3600000 then
  since = ARGV[1]
  redis.call('HSET', KEYS[1], 'calls_at', since)
end
local filled, at = math.min(tonumber(used or 0), cap), math.max(ARGV[1], tonumber(since or 0))
local left = math.max(0, filled - math.floor((at - (since or at)) * cap / 3600000))
if left + micros > cap then
  return 0
end
redis.call('HSET', KEYS[1], 'calls_used', string.format('%.0f', left + micros), 'calls_at', string.format('%.0f', at))
return 1
