-- Begin, keep or end one raid as hot or calm as its sign is. One that is not hot for long enough has never begun.
-- KEYS 1 raids, 2 ledger, 3 past raids
-- ARGV 1 id, 2 now (ms), 3 heat: "hot", "warm" or "calm", 4 hot for so long before it begins (ms),
--      5 calm for so long before it ends (ms), 6 record to begin with, JSON, 7 entry "raid", 8 entry "raid-ended",
--      9 the most raids at a time, 10 why it ends, 11 how many past raids are remembered
-- Returns "begun", "ended", or "" when nothing changed.
local now, heat = tonumber(ARGV[2]), ARGV[3]
local known = redis.call('HGET', KEYS[1], ARGV[1])
local raid = known and cjson.decode(known)
if raid and raid.muted then
  if now < raid.muted and raid.kind ~= 'hand' then -- nothing but a hand would begin it again
    return ''
  end
  redis.call('HDEL', KEYS[1], ARGV[1])
  raid = nil
end

local function write()
  redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(raid))
end

if not raid then
  if heat ~= 'hot' or redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[9]) then
    return ''
  end
  raid = cjson.decode(ARGV[6])
  raid.forming, raid.hot, raid.seen = true, now, now
end

if raid.forming then
  if heat ~= 'hot' then
    redis.call('HDEL', KEYS[1], ARGV[1])
  elseif now - raid.hot < tonumber(ARGV[4]) then
    write()
  else
    raid.forming, raid.hot, raid.seen, raid.begun = nil, nil, now, now
    write()
    redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[7])))
    return 'begun'
  end
  return ''
end

if heat ~= 'calm' then
  raid.seen = math.max(raid.seen, now)
  write()
elseif raid.seen > now + 3600000 then -- it was seen by a clock that ran ahead, and would be in force until then
  raid.seen = now
  write()
elseif now - raid.seen >= tonumber(ARGV[5]) then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[8])))
  raid.ended, raid.because = now, ARGV[10]
  redis.call('LPUSH', KEYS[3], cjson.encode(raid))
  redis.call('LTRIM', KEYS[3], 0, ARGV[11] - 1)
  return 'ended'
end
return ''
