-- Sweep away the blocks that have ended, with their hits.
-- KEYS 1 blocks
-- ARGV 1 now (ms)
-- Returns how many there were.
local swept = 0
local fields = redis.call('HGETALL', KEYS[1])
for place = 1, #fields, 2 do
  local name = fields[place]
  local ends = not string.find(name, ' ') and cjson.decode(fields[place + 1])['until']
  if type(ends) == 'number' and ends <= tonumber(ARGV[1]) then
    redis.call('HDEL', KEYS[1], name, name .. ' hits', name .. ' last')
    swept = swept + 1
  end
end
return swept
