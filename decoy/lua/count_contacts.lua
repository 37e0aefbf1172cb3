-- Count how often some callers have come.
-- KEYS 1 and on: callers
-- ARGV 1 and on: the channels by which they come
-- Returns how often each came, by all of these together.
local times = {}
for place, caller in ipairs(KEYS) do
  times[place] = 0
  for _, came in ipairs(redis.call('HMGET', caller, unpack(ARGV))) do
    times[place] = times[place] + (came or 0)
  end
end
return times
