-- Note that operators were told of a raid in force, once.
-- KEYS 1 raids
-- ARGV 1 id, 2 now (ms)
-- Returns 1, or 0 when that was noted before, or no such raid is in force.
local known = redis.call('HGET', KEYS[1], ARGV[1])
local raid = known and cjson.decode(known)
if not raid or raid.forming or raid.muted or raid.alarmed then
  return 0
end
raid.alarmed = tonumber(ARGV[2])
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(raid))
return 1
