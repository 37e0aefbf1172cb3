-- Move a reply from one state to another.
-- KEYS 1 reply, 2 caller, 3 answered, 4 outcomes, 5 ledger, 6... one sorted set for each open state
-- ARGV 1 reply id, 2 states it may come from [state, ...], 3 state it goes to,
--      4 look at it again at (ms), or "" when nothing is left to do,
--      5 fields to set [name, value, ...], 6 entry, 7 names of the open states [state, ...] as in KEYS 6...,
--      8 states in which it no longer has to be sent [state, ...],
--      9 states in which he got no answer [state, ...], 10 keep the record of a finished reply for (ms)
-- Returns 1, or 0 when the reply is not in one of those states (gone, moved before, moved by another).
local function among(state, list)
  for _, name in ipairs(cjson.decode(list)) do
    if name == state then return true end
  end
  return false
end

local from, to = redis.call('HGET', KEYS[1], 'state'), ARGV[3]
if not from or not among(from, ARGV[2]) then
  return 0
end

local index = {}
for place, state in ipairs(cjson.decode(ARGV[7])) do
  index[state] = KEYS[5 + place]
end
if redis.call('ZREM', index[from], ARGV[1]) == 0 then
  redis.call('HINCRBY', KEYS[4], from, -1)
end
if ARGV[4] ~= '' then
  redis.call('ZADD', index[to], ARGV[4], ARGV[1])
else
  redis.call('HINCRBY', KEYS[4], to, 1)
  redis.call('HDEL', KEYS[1], 'caller')
  redis.call('PEXPIRE', KEYS[1], ARGV[10])
end
redis.call('HSET', KEYS[1], 'state', to, unpack(cjson.decode(ARGV[5])))
redis.call('XADD', KEYS[5], '*', unpack(cjson.decode(ARGV[6])))

if among(to, ARGV[8]) then
  redis.call('HDEL', KEYS[1], 'sealed')
  if redis.call('HGET', KEYS[2], 'open') == ARGV[1] then
    redis.call('HDEL', KEYS[2], 'open')
  end
end
if among(to, ARGV[9]) then
  redis.call('ZREM', KEYS[3], ARGV[1])
end
return 1
