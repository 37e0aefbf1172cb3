-- Note what one contact shows of a crowd, once.
-- What is counted lies in rings: a hash for each half day in turn, which is emptied when its turn comes again.
-- KEYS 1 contact, 2 caller, 3 held replies, 4 raids, 5 ledger, 6 windows, 7 this hour; then two keys each, of this half
--      day and of the one before: 8, 9 countries, 10, 11 callers, 12, 13 ranges, 14... one pair for each fingerprint
-- ARGV 1 now (ms), 2 this half day, 3 keep a ring for (ms), 4 tag of the caller, 5 country,
--      6 what the contact is {range, class, unassigned, segments, minute, raids [id, ...], bodies [tag, ...]},
--      7 rules {body_callers, sample, most, steps, waits (ms), hour (ms)}, 8 entry "raid" without its reason
-- Returns 1 when the caller is new in these two half days, else 0; 0 too when the contact was noted before.
local FULL = 120 -- entries, which every store still keeps as one flat list
local now, slot, tag, country = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[4], ARGV[5]
local what, rules = cjson.decode(ARGV[6]), cjson.decode(ARGV[7])

if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HSETNX', KEYS[1], 'noted', 1) == 0 then
  return 0
end

local function read(place, field, of)
  if tonumber(redis.call('HGET', KEYS[place], 'slot') or -1) == of then
    return redis.call('HGET', KEYS[place], field)
  end
  return false
end

local function either(place, field)
  return read(place, field, slot), read(place + 1, field, slot - 1)
end

local function make_room(key, field)
  if tonumber(redis.call('HGET', key, 'slot') or -1) < slot then
    redis.call('DEL', key)
    redis.call('HSET', key, 'slot', slot)
    redis.call('PEXPIRE', key, ARGV[3])
  end
  if redis.call('HLEN', key) >= FULL and redis.call('HEXISTS', key, field) == 0 then
    local other
    repeat
      other = redis.call('HRANDFIELD', key)
    until other ~= 'slot'
    redis.call('HDEL', key, other)
  end
end

local function add(place, field)
  make_room(KEYS[place], field)
  redis.call('HINCRBY', KEYS[place], field, 1)
end

local function total(place, field)
  local current, before = either(place, field)
  return tonumber(current or 0) + tonumber(before or 0)
end

local current, before = either(10, tag)
local known = before or current
local new = not known

local function credit(id, raid)
  raid.contacts = raid.contacts + 1
  raid.segments = raid.segments + what.segments
  raid.callers = raid.callers + (new and 1 or 0)
  if raid.minute ~= what.minute then
    raid.minute, raid.came = what.minute, 0
  end
  raid.came = raid.came + 1
  if raid.came > (raid.peak or 0) then
    raid.peak, raid.peaked = raid.came, what.minute * 60000
  end
  redis.call('HSET', KEYS[4], id, cjson.encode(raid))
end

local function meet(id, kind, scope, callers, because)
  local found = redis.call('HGET', KEYS[4], id)
  if not found and redis.call('HLEN', KEYS[4]) >= rules.most then
    return
  end
  local raid = found and cjson.decode(found)
  if not raid or (raid.muted and now >= raid.muted) then
    raid = {kind = kind, scope = scope, since = now, begun = now, reason = because, callers = callers - (new and 1 or 0),
      contacts = callers - 1, segments = callers - 1}
    local entry = cjson.decode(ARGV[8])
    redis.call('XADD', KEYS[5], '*', 'reason', id .. ': ' .. because, unpack(entry))
  end
  raid.seen = now
  credit(id, raid)
end

if new then
  make_room(KEYS[10], tag)
  redis.call('HSET', KEYS[10], tag, what.minute)
else
  -- He has come again: his reply, if it is held as that of a single, may wait as long as any other.
  local open = redis.call('HGET', KEYS[2], 'open')
  if open then
    redis.call('ZADD', KEYS[3], 'XX', 'GT', string.format('%.0f', known * 60000 + rules.waits), open)
  end
end

if new and country ~= '' then
  add(8, country)
  local seen = redis.call('HINCRBY', KEYS[6], country .. ' new', 1)
  local unassigned = redis.call('HINCRBY', KEYS[6], country .. ' unassigned', what.unassigned)
  if seen >= rules.sample then
    redis.call('HSET', KEYS[6], country .. ' new', math.floor(seen / 2),
      country .. ' unassigned', math.floor(unassigned / 2))
  end
end
if new and what.class ~= '' then
  redis.call('HINCRBY', KEYS[7], what.class .. ' refused', 1)
  redis.call('PEXPIRE', KEYS[7], rules.hour)
end

for _, id in ipairs(what.raids) do
  local found = redis.call('HGET', KEYS[4], id)
  local raid = found and cjson.decode(found)
  if raid and not raid.forming then
    credit(id, raid)
  end
end

if what.range ~= '' then
  local field = string.sub(what.range, 4)
  if new then
    add(12, field)
  end
  local crowd, callers = total(8, country), total(12, field)
  for _, step in ipairs(rules.steps) do
    if crowd <= step[1] then
      if callers >= step[2] then
        meet('range-' .. what.range, 'range', what.range, callers, 'many callers from one block of numbers')
      end
      break
    end
  end
end

local hot, met = nil, nil
local mark = string.sub(tag, 1, 3)
for place, body in ipairs(what.bodies) do
  local pair, field = 12 + 2 * place, string.sub(body, 4)
  local marks, older = either(pair, field)
  local seen, callers = {}, 0
  for found in string.gmatch((marks or '') .. (older or ''), '...') do
    callers = callers + (seen[found] and 0 or 1)
    seen[found] = true
  end
  if not seen[mark] and callers < rules.body_callers then
    make_room(KEYS[pair], field)
    redis.call('HSET', KEYS[pair], field, (marks or '') .. mark)
    callers = callers + 1
  end
  if callers >= rules.body_callers then
    hot = hot or body
    met = met or (redis.call('HEXISTS', KEYS[4], 'body-' .. body) == 1 and body)
  end
end
if hot then
  local body = met or hot
  meet('body-' .. body, 'body', body, rules.body_callers, 'one long text from many callers')
end
return new and 1 or 0
