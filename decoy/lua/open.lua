-- Open a contact in the ledger, once.
-- KEYS 1 contact, 2 ledger, 3 tally, 4... who came today, one sorted set for each of ARGV 4,
--      then the months
-- ARGV 1 keep the contact for (ms), 2 entry "received", 3 field of the tally,
--      4 who came [caller ref, block of numbers, country], "" for what is not known,
--      5 [keep who came for (ms), most of them, how many of these stay when there are more], 6 field of the months
-- Returns 1 when it is new, else 0; and what was decided about it: "" while nothing was, so that a contact cut
-- short is taken up again.
local new = redis.call('HSETNX', KEYS[1], 'decision', '')
if new == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
  redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
  redis.call('HINCRBY', KEYS[#KEYS], ARGV[6], 1)
  local keep, most, stay = unpack(cjson.decode(ARGV[5]))
  for place, name in ipairs(cjson.decode(ARGV[4])) do
    if name ~= '' then
      local came = KEYS[3 + place]
      redis.call('ZINCRBY', came, 1, name)
      redis.call('PEXPIRE', came, keep)
      if redis.call('ZCARD', came) > most then
        redis.call('ZREMRANGEBYRANK', came, 0, -1 - stay)
      end
    end
  end
end
return {new, redis.call('HGET', KEYS[1], 'decision')}
