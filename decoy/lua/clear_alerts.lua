-- Clear alerts: they are no longer open, and nobody needs to be told of them any more. What was told is remembered.
-- KEYS 1 open alerts, 2 unsent alerts
-- ARGV 1 and on: keys, or what comes before a colon in the keys
-- Returns how many were open.
local cleared = 0
local function is_over(key)
  for _, name in ipairs(ARGV) do
    if key == name or string.sub(key, 1, #name + 1) == name .. ':' then
      return true
    end
  end
  return false
end

for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if is_over(key) then
    redis.call('ZREM', KEYS[1], key)
    redis.call('ZREM', KEYS[2], key)
    cleared = cleared + 1
  end
end
return cleared
