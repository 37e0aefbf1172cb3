-- End the order in force, and write that down: the one that closed the line, or any other.
-- KEYS 1 order, 2 ledger
-- ARGV 1 the rung of a closed line, 2 1 to end only an order of that rung, 0 to end only others, 3 now (ms), 4 entry
-- Returns 1, or 0 when no such order was in force.
local rung, ends = unpack(redis.call('HMGET', KEYS[1], 'rung', 'until'))
local over = not ends or (ends ~= '' and tonumber(ARGV[3]) >= tonumber(ends))
if over or (rung == ARGV[1]) ~= (ARGV[2] == '1') then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[4])))
return 1
