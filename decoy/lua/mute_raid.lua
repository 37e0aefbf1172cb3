-- End a raid because an operator says so, and take its sign for nothing until then.
-- KEYS 1 raids, 2 ledger, 3 past raids
-- ARGV 1 id, 2 until (ms), 3 entry "raid-ended", 4 now (ms), 5 why it ends, 6 how many past raids are remembered
-- Returns 1, or 0 when there is no such raid, or it was ended before.
local known = redis.call('HGET', KEYS[1], ARGV[1])
local raid = known and cjson.decode(known)
if not raid or raid.forming or raid.muted then
  return 0
end
raid.muted = tonumber(ARGV[2])
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(raid))
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[3])))
raid.muted, raid.ended, raid.because = nil, tonumber(ARGV[4]), ARGV[5]
redis.call('LPUSH', KEYS[3], cjson.encode(raid))
redis.call('LTRIM', KEYS[3], 0, ARGV[6] - 1)
return 1
