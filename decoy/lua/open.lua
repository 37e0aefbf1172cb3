-- Open a contact in the ledger, once.
-- KEYS 1 contact, 2 ledger, 3 tally, 4 when he was met, 5... who came today, one sorted set for each of ARGV 4,
--      then the months
-- ARGV 1 keep the contact for (ms), 2 entry "received", 3 field of the tally,
--      4 who came [caller ref, block of numbers, country], "" for what is not known,
--      5 [keep who came for (ms), most of them, how many of these stay when there are more],
--      6 now (ms), 7 channel, 8 [the first hour (ms), how long he may be away before he is a stranger again (ms)],
--      9 field of the months
-- Returns 1 when it is new, else 0; what was decided about it: "" while nothing was, so that a contact cut short is
-- taken up again; and "0" when it came neither as his first call nor within the hour of that, or of his first contact.
local function meet()
  local hour, away = unpack(cjson.decode(ARGV[8]))
  local first, last, called = unpack(redis.call('HMGET', KEYS[4], 'first', 'last', 'called'))
  if not first or ARGV[6] - last >= away then
    redis.call('DEL', KEYS[4])
    first, called = ARGV[6], false
  end
  redis.call('HSET', KEYS[4], 'first', first, 'last', ARGV[6])
  if ARGV[7] == 'call' then
    called = called or ARGV[6]  -- he tries it again at once, beside her, also when his text was long ago
    redis.call('HSET', KEYS[4], 'called', called)
  end
  redis.call('PEXPIRE', KEYS[4], away)
  return (ARGV[6] - first < hour or (called and ARGV[6] - called < hour)) and '1' or '0'
end

local new = redis.call('HSETNX', KEYS[1], 'decision', '')
if new == 1 then
  redis.call('HSET', KEYS[1], 'early', meet())
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
  redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
  redis.call('HINCRBY', KEYS[#KEYS], ARGV[9], 1)
  local keep, most, stay = unpack(cjson.decode(ARGV[5]))
  for place, name in ipairs(cjson.decode(ARGV[4])) do
    if name ~= '' then
      local came = KEYS[4 + place]
      redis.call('ZINCRBY', came, 1, name)
      redis.call('PEXPIRE', came, keep)
      if redis.call('ZCARD', came) > most then
        redis.call('ZREMRANGEBYRANK', came, 0, -1 - stay)
      end
    end
  end
end
local decision, early = unpack(redis.call('HMGET', KEYS[1], 'decision', 'early'))
return {new, decision, early or ''}
