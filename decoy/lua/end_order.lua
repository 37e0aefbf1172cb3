-- End some of the orders that hold the line back, and write that down if any was in force.
-- KEYS 1 orders, 2 ledger
-- ARGV 1 [those whose orders end], 2 who keeps them from ending while he has one, or "", 3 now (ms), 4 entry
-- Returns 1, or 0 when none of them was in force.
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 1 then
  return 0
end
local ended = 0
for _, who in ipairs(cjson.decode(ARGV[1])) do
  local order = redis.call('HGET', KEYS[1], who)
  if order then
    local ends = cjson.decode(order)['until']
    if ends == '' or tonumber(ARGV[3]) < ends then
      ended = 1
    end
    redis.call('HDEL', KEYS[1], who)
  end
end
if ended == 1 then
  redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[4])))
end
return ended
