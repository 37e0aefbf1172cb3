-- Move a reply from one state to another.
-- KEYS 1 reply, 2 caller, 3 answered, 4 outcomes, 5 ledger, 6 tally, 7... one sorted set for each of OPEN, in its order
-- ARGV 1 reply id, 2 states it may come from [state, ...], 3 attempt it must be at, or "" for any,
--      4 state it goes to, 5 look at it again at (ms), or "" when nothing is left to do,
--      6 fields to set [name, value, ...], 7 entry without its caller,
--      8 keep what is finished, and a caller without an open reply, for (ms) [finished, caller],
--      9 what follows a final state in a field of the tally, 10 mark of this move: with the same one it is the same
-- Returns 1, or 0 when the reply is not there (gone, moved by another).
local OPEN = {'accepted', 'held', 'sending', 'unconfirmed', 'sent'}
local WAITS = {accepted = true, held = true, sending = true, unconfirmed = true}
local UNANSWERED = {expired = true, cancelled = true}

local from, attempt, caller, moved = unpack(redis.call('HMGET', KEYS[1], 'state', 'attempt', 'caller', 'moved'))
local to, expected, again_at = ARGV[4], ARGV[3], ARGV[5]
if moved == ARGV[10] then
  return 1
end
local allowed = false
for _, state in ipairs(cjson.decode(ARGV[2])) do
  allowed = allowed or state == from
end
if not allowed or (expected ~= '' and expected ~= attempt) then
  return 0
end

local index = {}
for place, state in ipairs(OPEN) do
  index[state] = KEYS[6 + place]
end
if redis.call('ZREM', index[from], ARGV[1]) == 0 then
  redis.call('HINCRBY', KEYS[4], from, -1)
  redis.call('HINCRBY', KEYS[6], from .. ARGV[9], -1)
end
redis.call('HSET', KEYS[1], 'state', to, 'moved', ARGV[10], unpack(cjson.decode(ARGV[6])))
local entry = cjson.decode(ARGV[7])
if caller and caller ~= '' then
  table.insert(entry, 'caller')
  table.insert(entry, caller)
end
redis.call('XADD', KEYS[5], '*', unpack(entry))

local keep = cjson.decode(ARGV[8])
if not WAITS[to] then
  redis.call('HDEL', KEYS[1], 'sealed', 'bodies')
  if redis.call('HGET', KEYS[2], 'open') == ARGV[1] then
    redis.call('HDEL', KEYS[2], 'open')
    redis.call('PEXPIRE', KEYS[2], keep[2])
  end
end
if UNANSWERED[to] then
  redis.call('ZREM', KEYS[3], ARGV[1])
end
if again_at ~= '' then
  redis.call('ZADD', index[to], again_at, ARGV[1])
else
  redis.call('HINCRBY', KEYS[4], to, 1)
  redis.call('HINCRBY', KEYS[6], to .. ARGV[9], 1)
  redis.call('HDEL', KEYS[1], 'caller', 'range')
  redis.call('PEXPIRE', KEYS[1], keep[1])
end
return 1
