-- For wrk: posts sealed callbacks, each thread from its own place in the list. The file, one callback
-- a line (`query body`), is the script's argument. Prints one line of JSON at the end.

local requests = {}
local last = 0
local threads = 0

function setup(thread)
    thread:set("place", threads)
    threads = threads + 1
end

function init(arguments)
    local header = { ["Content-Type"] = "text/xml" }
    for line in io.lines(arguments[1]) do
        local query, body = line:match("^(%S+) (.*)$")
        requests[#requests + 1] = wrk.format("POST", "/wecom/callback?" .. query, header, body)
    end
    last = math.floor(#requests / 2) * place
end

function request()
    last = last + 1
    if last > #requests then last = 1 end
    return requests[last]
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"bad":%d,"p50":%d,"p99":%d}\n',
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
