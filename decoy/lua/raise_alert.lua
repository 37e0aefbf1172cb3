-- Raise an alert: once in each period. One that fell back and comes again in the same period opens in silence.
-- KEYS 1 alert, 2 open alerts, 3 unsent alerts, 4 and on: alerts that say more, after which this one says nothing new
-- ARGV 1 key, 2 period (0: from its raising to its clearing), 3 now (ms), 4 state it begins in,
--      5 other fields [name, value, ...], 6 "1" when another alert of the same moment says more: then it counts as told,
--      and is not opened
-- Returns 1 when it is to be sent, or 0 when it is open already, or was raised in this period or a later one, or
-- one that says more was.
local A_DAY = 24 * 3600 * 1000

-- What was raised more than a day from now was raised by a wrong clock, and must not keep anybody silent until then.
local function last_period(key)
  local last, raised = unpack(redis.call('HMGET', key, 'period', 'raised'))
  return last and raised - ARGV[3] <= A_DAY and tonumber(last) or -1
end

local known = last_period(KEYS[1])
local open = redis.call('ZSCORE', KEYS[2], ARGV[1])
local period = tonumber(ARGV[2])

for place = 4, #KEYS do
  if last_period(KEYS[place]) >= period then
    return 0
  end
end

if period > known or (period == 0 and known == 0 and not open) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'period', ARGV[2], 'raised', ARGV[3], 'state', ARGV[4], 'tries', 0,
    unpack(cjson.decode(ARGV[5])))
  redis.call('ZREM', KEYS[3], ARGV[1])
  if ARGV[6] == '1' then
    return 0
  end
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
  if ARGV[4] == 'waiting' then
    redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
  end
  return 1
end
if period == known and not open and ARGV[6] ~= '1' then
  local raised, state = unpack(redis.call('HMGET', KEYS[1], 'raised', 'state'))
  redis.call('ZADD', KEYS[2], raised, ARGV[1])
  if state == 'waiting' then
    redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
  end
end
return 0
