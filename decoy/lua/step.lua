-- Step down the ladder at once, or up when it has been calm for long enough, or money came in.
-- KEYS 1 footing, 2 funds, 3 ledger
-- ARGV 1 now (ms), 2 depth of the rung that the figures ask for, 3 its cause, 4 what was topped up when they were
--      read, 5 calm before a climb (ms), 6 period of the cause, or "" when it ends with none, 7 today,
--      8 entry "rung", without its reason, 9 the reason
-- Returns depth, cause, since (ms) and calm since (ms, or "") of the rung we stand on.
local now, asked = tonumber(ARGV[1]), tonumber(ARGV[2])
local depth, cause, since, calm, topped_up, period, climbed =
  unpack(redis.call('HMGET', KEYS[1], 'depth', 'cause', 'since', 'calm', 'topped_up', 'period', 'climbed'))
depth, calm = tonumber(depth or 0), calm or ''

local function stand(to)
  redis.call('HSET', KEYS[1], 'depth', to, 'cause', ARGV[3], 'since', ARGV[1], 'calm', '', 'topped_up', ARGV[4],
    'period', ARGV[6])
  redis.call('XADD', KEYS[3], '*', 'reason', ARGV[9], unpack(cjson.decode(ARGV[8])))
  return {to, ARGV[3], ARGV[1], ''}
end

local function stay(calm_since)
  if calm_since ~= calm then
    redis.call('HSET', KEYS[1], 'calm', calm_since)
  end
  return {depth, cause or '', since or '0', calm_since}
end

if (redis.call('HGET', KEYS[2], 'topped_up') or '0') ~= ARGV[4] then
  return stay(calm)  -- money came in since the figures were read: they say nothing any more
elseif asked > depth then
  return stand(asked)
elseif asked == depth then
  if asked > 0 then
    redis.call('HSET', KEYS[1], 'cause', ARGV[3], 'topped_up', ARGV[4], 'period', ARGV[6])
    cause = ARGV[3]
  end
  return stay('')
end

local span = tonumber(ARGV[5])
local calm_since = math.min(tonumber(calm) or now, now)
local refilled = tonumber(ARGV[4]) > tonumber(topped_up or 0)
local over = period ~= '' and period ~= ARGV[7] and now - (climbed or 0) >= span
if refilled or over or now - calm_since >= span then
  redis.call('HSET', KEYS[1], 'climbed', ARGV[1])
  return stand(asked)
end
return stay(string.format('%.0f', calm_since))
