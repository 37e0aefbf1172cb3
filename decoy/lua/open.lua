-- Open a contact in the ledger, once.
-- KEYS 1 contact, 2 ledger
-- ARGV 1 keep the contact for (ms), 2 entry "received"
-- Returns 1 when it is new, else 0; and what was decided about it: "" while nothing was, so that a contact cut
-- short is taken up again.
local new = redis.call('HSETNX', KEYS[1], 'decision', '')
if new == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
end
return {new, redis.call('HGET', KEYS[1], 'decision')}
