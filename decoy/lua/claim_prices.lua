-- Claim the reading of the price lists, when they are old enough to be read again.
-- KEYS 1 prices
-- ARGV 1 now (ms), 2 read again after (ms), 3 try again after (ms)
-- Returns 1 for the one who is to read them, else 0.
local function lately(field, span)
  local at = redis.call('HGET', KEYS[1], field)
  return at and math.abs(ARGV[1] - at) < tonumber(span)  -- a moment far ahead came from a wrong clock
end
if lately('read_at', ARGV[2]) or lately('tried_at', ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], 'tried_at', ARGV[1])
return 1
