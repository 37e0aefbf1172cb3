-- Remember the ratio of one calm hour, the first that is told, and no more hours than are asked for.
-- KEYS 1 ratios of a country
-- ARGV 1 the hour, 2 ratio, 3 oldest hour that is kept, 4 keep all for (ms)
-- Returns 1, or 0 when it was known.
local new = redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
for _, hour in ipairs(redis.call('HKEYS', KEYS[1])) do
  if hour < ARGV[3] then
    redis.call('HDEL', KEYS[1], hour)
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return new
