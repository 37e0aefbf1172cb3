-- Take a reply's part of its country's share of a day, if there is some left; a second time is the first.
-- KEYS 1 shares of the day, 2 reply
-- ARGV 1 country, 2 most for the country, 3 most for all such countries, 4 the day, 5 keep the shares for (ms)
-- Returns 1, or 0 when the share is used up.
if redis.call('HGET', KEYS[2], 'share') == ARGV[4] then
  return 1
end
local mine = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
local all = tonumber(redis.call('HGET', KEYS[1], 'all') or 0)
if mine >= tonumber(ARGV[2]) or all >= tonumber(ARGV[3]) then
  return 0
end
redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
redis.call('HINCRBY', KEYS[1], 'all', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('HSET', KEYS[2], 'share', ARGV[4])
return 1
