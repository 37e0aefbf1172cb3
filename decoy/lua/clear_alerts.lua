-- Clear alerts: they are no longer open, and nobody needs to be told of them any more. What was told is remembered.
-- KEYS 1 open alerts, 2 unsent alerts
-- ARGV 1 key, or what comes before a colon in the keys
-- Returns how many were open.
local cleared = 0
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if key == ARGV[1] or string.sub(key, 1, #ARGV[1] + 1) == ARGV[1] .. ':' then
    redis.call('ZREM', KEYS[1], key)
    redis.call('ZREM', KEYS[2], key)
    cleared = cleared + 1
  end
end
return cleared
